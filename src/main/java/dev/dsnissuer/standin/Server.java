package dev.dsnissuer.standin;

import java.net.InetAddress;

import io.vertx.core.Handler;
import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;

/** The HTTP server itself: one thread, and one port of the loopback address, which can be closed and opened again. */
final class Server {

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1)
            .setInternalBlockingPoolSize(1));
    private final Handler<HttpServerRequest> handler;
    private final int port;
    private volatile HttpServer open;

    /** @param port 0 for any that is free */
    Server(int port, Handler<HttpServerRequest> handler) {
        this.handler = handler;
        listen(port);
        this.port = open.actualPort();
    }

    int port() {
        return port;
    }

    /** Lets connections in again after {@link #refuse}. */
    void accept() {
        listen(port);
    }

    /** Refuses connections from now on, and breaks those there are. */
    void refuse() {
        open.close().toCompletionStage().toCompletableFuture().join();
    }

    void stop() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void listen(int atPort) {
        open = vertx.createHttpServer(new HttpServerOptions().setHost(InetAddress.getLoopbackAddress().getHostAddress())
                .setPort(atPort)).requestHandler(handler);
        open.listen().toCompletionStage().toCompletableFuture().join();
    }
}
