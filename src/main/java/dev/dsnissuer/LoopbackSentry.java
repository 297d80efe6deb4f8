package dev.dsnissuer;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;

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
    /** As Sentry sends it, with PUBLIC for the public key. */
    private final String key;
    private int looks;

    LoopbackSentry(ObjectMapper json) throws IOException {
        this.json = json;
        try (InputStream text = LoopbackSentry.class.getResourceAsStream("priming-key.json")) {
            key = new String(text.readAllBytes(), StandardCharsets.UTF_8);
        }
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::answer);
        server.start();
    }

    URI url() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    /**
     * Every other look finds the key; the others, and the POST after them, make it. After a key the connection ends, so that
     * opening one is primed too.
     */
    private void answer(HttpExchange exchange) throws IOException {
        boolean isPost = exchange.getRequestMethod().equals("POST");
        JsonNode asked = json.readTree(exchange.getRequestBody());
        String[] path = exchange.getRequestURI().getPath().split("/");
        int status = isPost ? 201 : looks++ % 2 == 0 ? 404 : 200;
        String answer = status == 404 ? "{\"detail\": \"The requested resource does not exist\"}"
                : key.replace("PUBLIC", isPost ? asked.path("public").asText() : path[path.length - 1]);
        byte[] body = answer.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        if (status != 404) {
            exchange.getResponseHeaders().set("Connection", "close");
        }
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
