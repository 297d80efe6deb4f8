package dev.dsnissuer.standin;

import java.util.function.Supplier;

import io.vertx.core.http.HttpServerRequest;

/** What happens to a request on its way to Sentry and back. {@link ProjectsApi} itself knows of no faults. */
@FunctionalInterface
public interface Fault {

    /** Nothing goes wrong: Sentry's answer is sent as it is. */
    Fault NONE = (request, call, sentry) -> sentry.get().sendTo(request.response());

    /**
     * Answers a request in whichever way, or never. The request has been read to its end.
     *
     * @param request what to answer, on the thread that this is called on
     * @param call the same request for looking at
     * @param sentry does what Sentry would do, and returns the answer without sending it; if it is never called, Sentry never
     *        saw the request
     */
    void strike(HttpServerRequest request, Call call, Supplier<Answer> sentry);
}
