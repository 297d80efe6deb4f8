package dev.dsnissuer.lambda;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.List;
import java.util.Map;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.dsnissuer.sentry.Deadline;
import io.quarkus.amazon.lambda.runtime.AmazonLambdaRecorder;

/** Sends requests of a made-up caller through the whole function, as Lambda would hand them over. */
final class PrimingRequests {

    /** Milliseconds that Lambda leaves for a request. */
    private static final int TIME_ENOUGH = 10_000;
    private static final String LOW = ", \"rateLimit\": {\"count\": 1, \"window\": 60}";
    private static final String HIGH = ", \"rateLimit\": {\"count\": 2, \"window\": 60}";

    /** @param status that the function must answer with */
    private record Kind(int status, String method, String query, String body, Map<String, String> credential) {

        /** Without the credential. */
        @Override
        public String toString() {
            return "Kind";
        }
    }

    private final ObjectMapper json;
    private final Clock clock;
    private final MadeUpCaller caller;
    private final ObjectNode event;

    PrimingRequests(ObjectMapper json, Clock clock, MadeUpCaller caller) throws IOException {
        this.json = json;
        this.clock = clock;
        this.caller = caller;
        try (InputStream text = PrimingRequests.class.getResourceAsStream("priming-event.json")) {
            event = (ObjectNode) json.readTree(text);
        }
    }

    /**
     * Sends a request of each kind, with credentials of all kinds, for a key that is new and deactivated in the end.
     *
     * @param until no other request is begun when this has passed
     * @return how many were sent
     * @throws IOException if the function does not answer as expected
     */
    int everyKind(String project, String name, Deadline until) throws IOException {
        int sent = 0;
        for (Kind kind : kinds(project, name)) {
            if (until.left().isZero()) {
                break;
            }
            int status = send(kind.method, kind.query, kind.body, kind.credential, TIME_ENOUGH);
            if (status != kind.status) {
                throw new IOException(kind.method + " was answered with " + status + " in place of " + kind.status);
            }
            sent++;
        }
        return sent;
    }

    private List<Kind> kinds(String project, String name) {
        String low = body(project, name, LOW);
        String high = body(project, name, HIGH);
        return List.of(new Kind(201, "POST", "", low, caller.signature(low, clock.instant())),
                new Kind(200, "POST", "", low, caller.jwt()),
                new Kind(200, "POST", "", low, caller.token()),
                new Kind(200, "PUT", "", high, caller.token()),
                new Kind(200, "GET", query(project), null, caller.token()),
                new Kind(200, "GET", query(project) + "&name=" + name, null, caller.token()),
                new Kind(204, "DELETE", query(project) + "&name=" + name, null, caller.token()),
                new Kind(400, "POST", "", "{}", caller.token()),
                new Kind(401, "POST", "", low, Map.of("authorization", "Bearer nobody")));
    }

    /** Asks for a key by a signed webhook, and answers with the status. */
    int issue(String project, int millisLeft) throws IOException {
        String body = body(project, "priming", "");
        return send("POST", "", body, caller.signature(body, clock.instant()), millisLeft);
    }

    /** Asks for a list, for which Sentry is never asked to create or change anything, and answers with the status. */
    int list(String project, int millisLeft) throws IOException {
        return send("GET", query(project), null, caller.token(), millisLeft);
    }

    private static String query(String project) {
        return "organization=" + MadeUpCaller.ORGANIZATION + "&project=" + project;
    }

    private static String body(String project, String name, String more) {
        return "{\"organization\": \"" + MadeUpCaller.ORGANIZATION + "\", \"project\": \"" + project + "\", \"name\": \"" + name
                + "\"" + more + "}";
    }

    private int send(String method, String query, String body, Map<String, String> credential, int millisLeft)
            throws IOException {
        ObjectNode complete = event.deepCopy().put("rawQueryString", query).put("body", body);
        complete.withObject("requestContext").withObject("http").put("method", method);
        ObjectNode headers = complete.withObject("headers");
        credential.forEach(headers::put);
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        AmazonLambdaRecorder.handle(new ByteArrayInputStream(json.writeValueAsBytes(complete)), answer, context(millisLeft));
        return json.readTree(answer.toByteArray()).path("statusCode").asInt();
    }

    private static Context context(int millisLeft) {
        return (Context) Proxy.newProxyInstance(Context.class.getClassLoader(), new Class<?>[] { Context.class },
                (proxy, method, arguments) -> method.getReturnType() == int.class ? millisLeft
                        : method.getReturnType() == String.class ? MadeUpCaller.ORGANIZATION : null);
    }
}
