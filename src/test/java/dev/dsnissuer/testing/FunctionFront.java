package dev.dsnissuer.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * Stands before a function as API Gateway does: it hands over each HTTP request as an event, and answers what the function
 * does.
 */
public final class FunctionFront implements AutoCloseable {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LEFT = Duration.ofSeconds(15);

    /** A request and what the function answered. */
    public record Exchange(String method, String path, int status, String body) {
    }

    private final Lambda function;
    private final HttpServer server;
    private final List<Exchange> exchanges = new CopyOnWriteArrayList<>();

    public FunctionFront(Lambda function) throws IOException {
        this.function = function;
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::handle);
        server.start();
    }

    public URI url() {
        return URI.create("http://localhost:" + server.getAddress().getPort());
    }

    /** What was asked and answered since the start or the last {@link #forget}, in its order. */
    public List<Exchange> exchanges() {
        return List.copyOf(exchanges);
    }

    public void forget() {
        exchanges.clear();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            URI uri = exchange.getRequestURI();
            Map<String, Object> event = RuntimeApi.event(exchange.getRequestMethod(), uri.getRawPath(),
                    uri.getRawQuery() == null ? "" : uri.getRawQuery(),
                    exchange.getRequestHeaders().entrySet().stream().collect(Collectors
                            .toMap(header -> header.getKey().toLowerCase(Locale.ROOT),
                                    header -> String.join(",", header.getValue()))));
            event.put("isBase64Encoded", false);
            event.put("body", new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            JsonNode answer = JSON.readTree(
                    function.invoke(UUID.randomUUID().toString(), JSON.writeValueAsString(event), LEFT).body());
            int status = answer.get("statusCode").asInt();
            String body = answer.path("body").asText("");
            exchanges.add(new Exchange(exchange.getRequestMethod(), uri.getPath(), status, body));
            answer.path("headers").properties().stream().filter(header -> !header.getKey().equalsIgnoreCase("Content-Length"))
                    .forEach(header -> exchange.getResponseHeaders().set(header.getKey(), header.getValue().asText()));
            byte[] bytes = body.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
