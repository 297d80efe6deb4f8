package dev.dsnissuer.standin;

import java.util.function.Supplier;

import io.vertx.core.http.HttpServerRequest;

/**
 * What goes wrong with a request on its way to Sentry or back: the seam for everything that {@link ProjectsApi} itself never
 * does.
 */
@FunctionalInterface
public interface Fault {

    Fault NONE = (request, call, sentry) -> sentry.get().sendTo(request.response());

    /**
     * Answers a request that has been read whole, in any way or never.
     *
     * @param request where to answer, on the server's event loop
     * @param call what was received
     * @param sentry does what Sentry would do and returns its answer, unsent; left alone, Sentry never saw the request
     */
    void strike(HttpServerRequest request, Call call, Supplier<Answer> sentry);
}
