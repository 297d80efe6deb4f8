package dev.dsnissuer.docs;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.function.UnaryOperator;

import com.sun.net.httpserver.HttpServer;

/** A server in the place of GitHub or GitLab, for a script that calls it. */
final class PlatformServer implements AutoCloseable {

    private final HttpServer server;
    /** The body of the last request that had the credential. */
    volatile String received;

    /**
     * @param header what carries the credential
     * @param answer the answer to a request with this query
     */
    PlatformServer(String header, String credential, UnaryOperator<String> answer) throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", exchange -> {
            try (exchange) {
                if (!credential.equals(exchange.getRequestHeaders().getFirst(header))) {
                    exchange.sendResponseHeaders(401, -1);
                    return;
                }
                received = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
                byte[] body = answer.apply(exchange.getRequestURI().getQuery()).getBytes(StandardCharsets.UTF_8);
                exchange.sendResponseHeaders(200, body.length);
                exchange.getResponseBody().write(body);
            }
        });
        server.start();
    }

    URI url() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
