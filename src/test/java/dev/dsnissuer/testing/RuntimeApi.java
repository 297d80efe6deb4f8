package dev.dsnissuer.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/** Lambda's Runtime API for one process: it hands out events and takes the answers. */
public final class RuntimeApi implements AutoCloseable {

    private static final String API = "/2018-06-01/runtime/";

    static {
        // Otherwise every answer of the JDK's server waits 40 ms for an acknowledgement.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    /**
     * @param isError whether the function failed instead of answering
     * @param took the time since the event was handed over
     */
    public record Answer(boolean isError, String body, Duration took) {
    }

    private record Invocation(String requestId, String event, Duration left, CompletableFuture<Answer> answer) {
    }

    /** What the function reports if it cannot start. */
    final CompletableFuture<String> initError = new CompletableFuture<>();
    /** When the process first asked for an event, as {@link System#nanoTime}. */
    final CompletableFuture<Long> asked = new CompletableFuture<>();
    private final HttpServer server;
    private final BlockingQueue<Invocation> waiting = new LinkedBlockingQueue<>();
    private volatile Invocation current;
    private volatile long handedOver;
    private volatile boolean restored;

    public RuntimeApi() throws IOException {
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.setExecutor(command -> {
            Thread thread = new Thread(command);
            thread.setDaemon(true);
            thread.start();
        });
        server.createContext(API, this::handle);
        server.start();
    }

    /** An event of an HTTP API, payload version 2.0, in a map that the test may change. */
    public static Map<String, Object> event(String method, String path, String query, Map<String, String> headers) {
        return new HashMap<>(Map.of("version", "2.0", "rawPath", path, "rawQueryString", query, "headers", headers,
                "requestContext", Map.of("http", Map.of("method", method, "path", path, "sourceIp", "127.0.0.1"))));
    }

    /** The host and the port that the process asks. */
    public String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    /** @param left the time until Lambda would stop the function */
    CompletableFuture<Answer> send(String requestId, String event, Duration left) {
        Invocation invocation = new Invocation(requestId, event, left, new CompletableFuture<>());
        waiting.add(invocation);
        return invocation.answer;
    }

    /** Whether the function has come to its checkpoint and was told to go on from there. */
    boolean wasRestored() {
        return restored;
    }

    /** Whether the process has asked for this event and was given it. Nothing is known of an event before the last one. */
    boolean wasHandedOver(String requestId) {
        return current != null && current.requestId.equals(requestId);
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().substring(API.length());
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (path.equals("invocation/next")) {
            asked.complete(System.nanoTime());
            next(exchange);
            return;
        }
        if (path.equals("restore/next")) {
            restored = true;
        } else if (path.equals("init/error")) {
            initError.complete(body);
        } else if (path.startsWith("invocation/")) {
            String[] parts = path.split("/");
            if (current == null || !current.requestId.equals(parts[1])) {
                throw new IllegalStateException("The function answers an event that was not sent: " + path);
            }
            current.answer.complete(new Answer(parts[2].equals("error"), body,
                    Duration.ofNanos(System.nanoTime() - handedOver)));
        }
        exchange.sendResponseHeaders(path.startsWith("restore/") ? 200 : 202, -1);
        exchange.close();
    }

    private void next(HttpExchange exchange) throws IOException {
        try {
            current = waiting.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        byte[] event = current.event.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().putAll(Map.of("Content-Type", List.of("application/json"),
                "Lambda-Runtime-Aws-Request-Id", List.of(current.requestId),
                "Lambda-Runtime-Invoked-Function-Arn", List.of("arn:aws:lambda:eu-central-1:123456789012:function:dsn-issuer"),
                "Lambda-Runtime-Deadline-Ms", List.of(Long.toString(System.currentTimeMillis() + current.left.toMillis()))));
        exchange.sendResponseHeaders(200, event.length);
        handedOver = System.nanoTime();
        exchange.getResponseBody().write(event);
        exchange.close();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
