package dev.dsnissuer.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

/**
 * Speaks as much of AWS Secrets Manager's protocol as its SDK needs for one secret. The SDK finds it by system properties, or
 * by the environment variables of another process.
 */
public final class SecretsManagerServer implements AutoCloseable {

    public static final String SECRET_ID = "dsn-issuer/secrets";

    private static final String GET_SECRET_VALUE = "secretsmanager.GetSecretValue";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final HttpServer server;
    private final AtomicInteger reads = new AtomicInteger();
    private final Queue<String> requests = new ConcurrentLinkedQueue<>();
    private volatile String document;
    private volatile int failure;
    private volatile long delay;

    /** @param document null for a secret that does not exist */
    public SecretsManagerServer(String document) {
        this.document = document;
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.createContext("/", this::handle);
        server.start();
        System.setProperty("aws.endpointUrlSecretsManager", "http://localhost:" + server.getAddress().getPort());
        System.setProperty("aws.region", "eu-central-1");
        System.setProperty("aws.accessKeyId", "AKIAIOSFODNN7EXAMPLE");
        System.setProperty("aws.secretAccessKey", "hunter2/aws/secret/access/key");
        System.setProperty("aws.sessionToken", "hunter2/aws/session/token");
    }

    /** The environment variables by which the function in another process finds this server. */
    public Map<String, String> environment() {
        return Map.of("AWS_ENDPOINT_URL_SECRETS_MANAGER", System.getProperty("aws.endpointUrlSecretsManager"),
                "AWS_ACCESS_KEY_ID", System.getProperty("aws.accessKeyId"), "AWS_SECRET_ACCESS_KEY",
                System.getProperty("aws.secretAccessKey"), "AWS_SESSION_TOKEN", System.getProperty("aws.sessionToken"),
                "ISSUER_SECRETS_MANAGER_SECRET_ID", SECRET_ID);
    }

    public void hold(String document) {
        this.document = document;
    }

    /** @param status of every answer from now on; 0 to answer with the document again */
    public void fail(int status) {
        failure = status;
    }

    /** @param milliseconds that pass before every answer from now on */
    public void delay(long milliseconds) {
        delay = milliseconds;
    }

    /** All that was received, headers and bodies. */
    public List<String> requests() {
        return List.copyOf(requests);
    }

    /** How often the secret was asked for. */
    public int reads() {
        return reads.get();
    }

    private void handle(HttpExchange exchange) throws IOException {
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        requests.add(exchange.getRequestHeaders().entrySet() + " " + body);
        String secretId = JSON.readTree(body).path("SecretId").asText();
        if (secretId.equals(SECRET_ID)) {
            reads.incrementAndGet();
        }
        CompletableFuture.delayedExecutor(delay, TimeUnit.MILLISECONDS).execute(() -> {
            try (exchange) {
                answer(exchange, secretId);
            } catch (IOException e) {
                // The function has given up waiting, so nobody misses the answer.
            }
        });
    }

    private void answer(HttpExchange exchange, String secretId) throws IOException {
        if (failure != 0) {
            answer(exchange, failure, Map.of("__type", "InternalServiceError"));
        } else if (!GET_SECRET_VALUE.equals(exchange.getRequestHeaders().getFirst("X-Amz-Target"))) {
            answer(exchange, 501, Map.of("__type", "NotImplemented"));
        } else if (document == null || !SECRET_ID.equals(secretId)) {
            answer(exchange, 400, Map.of("__type", "ResourceNotFoundException"));
        } else {
            answer(exchange, 200, Map.of("Name", SECRET_ID, "SecretString", document, "VersionId", "1"));
        }
    }

    private static void answer(HttpExchange exchange, int status, Map<String, String> body) throws IOException {
        byte[] bytes = JSON.writeValueAsString(body).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
        exchange.sendResponseHeaders(status, bytes.length);
        exchange.getResponseBody().write(bytes);
    }

    @Override
    public void close() {
        server.stop(0);
        System.getProperties().keySet().removeIf(name -> name.toString().startsWith("aws."));
    }
}
