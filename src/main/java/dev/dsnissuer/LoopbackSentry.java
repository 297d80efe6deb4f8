package dev.dsnissuer;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** As much of Sentry as {@link Priming} needs, on this machine: it holds nothing, and answers as if it did. */
final class LoopbackSentry implements AutoCloseable {

    static {
        // Otherwise its answers wait for acknowledgements, 40 ms each.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    private final ObjectMapper json;
    private final HttpServer server;
    private int looks;

    LoopbackSentry(ObjectMapper json) throws IOException {
        this.json = json;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    URI url() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    /** Every other look finds the key; the others, and the POST after them, make it. */
    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        boolean isPost = exchange.getRequestMethod().equals("POST");
        JsonNode asked = json.readTree(exchange.getRequestBody());
        String key = isPost ? asked.path("public").asText()
                : path.substring(path.lastIndexOf('/', path.length() - 2) + 1,
                        path.length() - 1);
        int status = isPost ? 201 : looks++ % 2 == 0 ? 404 : 200;
        byte[] body = json.writeValueAsBytes(status == 404 ? Map.of("detail", "The requested resource does not exist")
                : Map.of("id", key, "name", "priming", "isActive", true, "projectId", 1, "secret", "none", "dsn",
                        Map.of("public", "https://" + key + "@o1.ingest.us.sentry.io/1", "secret", "none")));
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
