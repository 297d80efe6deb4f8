package dev.dsnissuer.standin;

import java.time.Instant;
import java.util.Map;
import java.util.function.Supplier;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;

/** The ways in which Sentry, or whatever stands between it and the function, is known to fail. */
public enum Faults implements Fault {

    /** The connection breaks before Sentry has seen the request. */
    RESET_BEFORE((request, call, sentry) -> {
        request.connection().close();
    }),
    /** Sentry has done the work, and the connection breaks before the answer is sent. */
    RESET_AFTER((request, call, sentry) -> {
        sentry.get();
        request.connection().close();
    }),
    /** Sentry has done the work, and never answers. */
    SILENCE_AFTER((request, call, sentry) -> {
        sentry.get();
    }),
    /** Sentry does the work only after the client has given up waiting. */
    LATE_COMMIT((request, call, sentry) -> {
        Vertx.currentContext().owner().setTimer(Faults.LATE_MILLIS, timer -> sentry.get());
    }),
    /** Sentry fails before it has done anything. */
    ERROR_500_BEFORE((request, call, sentry) -> {
        Answer.internalError().sendTo(request.response());
    }),
    /** Sentry has done the work, but the gateway before it has given up waiting for the answer. */
    ERROR_500_AFTER((request, call, sentry) -> {
        sentry.get();
        Answer.detail(500, "Proxied request timed out").sendTo(request.response());
    }),
    /** The gateway answers by itself, and the request goes no further. */
    GATEWAY_503((request, call, sentry) -> {
        Answer.of(503, "{\"error\":\"apigateway\",\"detail\":\"Downstream service temporarily unavailable\"}")
                .sendTo(request.response());
    }),
    /** A proxy fails to reach Sentry, and says so to people. */
    HTML_502((request, call, sentry) -> {
        html(502).sendTo(request.response());
    }),
    /** Whoever answers is not Sentry's gateway, and does not say how far the request went. */
    HTML_503((request, call, sentry) -> {
        html(503).sendTo(request.response());
    }),
    /** Sentry has done the work, but a proxy before it has given up waiting for the answer. */
    HTML_504_AFTER((request, call, sentry) -> {
        sentry.get();
        html(504).sendTo(request.response());
    }),
    /** A proxy has given up waiting for the request. */
    EMPTY_408((request, call, sentry) -> {
        new Answer(408, Map.of(), "").sendTo(request.response());
    }),
    /**
     * Sentry refuses one request too many in its way of today: JSON that is declared as HTML, and when to come back as an epoch
     * second.
     */
    THROTTLED((request, call, sentry) -> {
        throttled("{\"detail\":\"" + Faults.TOO_FREQUENT + "\"}").with("X-Sentry-Rate-Limit-Limit", "40")
                .with("X-Sentry-Rate-Limit-Remaining", "0")
                .with("X-Sentry-Rate-Limit-Reset", Long.toString(Instant.now().getEpochSecond() + 1))
                .with("X-Sentry-Rate-Limit-ConcurrentLimit", "25").with("X-Sentry-Rate-Limit-ConcurrentRemaining", "24")
                .sendTo(request.response());
    }),
    /** An older server refuses one request too many, with a body that is one JSON string. */
    THROTTLED_OLD((request, call, sentry) -> {
        throttled("\"" + Faults.TOO_FREQUENT + "\"")
                .with("X-Sentry-Rate-Limit-Reset", Long.toString(Instant.now().getEpochSecond() + 1))
                .sendTo(request.response());
    }),
    /** A self-hosted server refuses one request too many, and does not say when to come back. */
    THROTTLED_SELF_HOSTED((request, call, sentry) -> {
        throttled("{\"detail\":\"" + Faults.TOO_FREQUENT + "\"}").sendTo(request.response());
    }),
    /** Sentry has done the work, and the connection breaks in the middle of the answer. */
    CUT_SHORT((request, call, sentry) -> {
        Answer answer = sentry.get();
        HttpServerResponse response = request.response().setStatusCode(answer.status());
        answer.headers().forEach(response::putHeader);
        response.putHeader("Content-Length", Integer.toString(answer.body().length() + 1))
                .write(answer.body().substring(0, answer.body().length() / 2))
                .onComplete(written -> request.connection().close());
    }),
    /** Sentry has done the work, but cannot write the key, so the answer has no body. A list of keys is answered as ever. */
    EMPTY_AFTER((request, call, sentry) -> {
        Answer answer = sentry.get();
        boolean isKey = answer.status() / 100 == 2 && answer.body().startsWith("{");
        (isKey ? new Answer(answer.status(), Map.of(), "") : answer).sendTo(request.response());
    }),
    /** Sentry has done the work, and answers with an empty JSON object. */
    USELESS((request, call, sentry) -> {
        Answer answer = sentry.get();
        (answer.status() / 100 == 2 ? Answer.of(answer.status(), Json.object()) : answer).sendTo(request.response());
    });

    /** Longer than the clients in the tests wait, which is a second. */
    private static final long LATE_MILLIS = 1500;
    private static final String TOO_FREQUENT = "You are attempting to use this endpoint too frequently. Limit is 40 requests in 1 seconds";

    private final Fault fault;

    Faults(Fault fault) {
        this.fault = fault;
    }

    @Override
    public void strike(HttpServerRequest request, Call call, Supplier<Answer> sentry) {
        fault.strike(request, call, sentry);
    }

    private static Answer html(int status) {
        return new Answer(status, Map.of("Content-Type", "text/html"), "<html><title>" + status + "</title></html>");
    }

    private static Answer throttled(String body) {
        return new Answer(429, Map.of("Content-Type", "text/html"), body);
    }
}
