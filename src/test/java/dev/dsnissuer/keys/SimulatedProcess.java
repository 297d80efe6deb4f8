package dev.dsnissuer.keys;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.dsnissuer.sentry.ProjectPath;
import dev.dsnissuer.sentry.RateLimit;
import dev.dsnissuer.standin.StandIn;
import dev.dsnissuer.testing.Lambda;
import dev.dsnissuer.testing.RuntimeApi;

/**
 * An instance in a process of its own: the package under AWS's runtime, which answers one request after the other. Requests
 * wait while it starts, as they do on Lambda.
 */
final class SimulatedProcess implements SimulatedInstance {

    private static final Duration PATIENCE = Duration.ofMillis(500);
    private static final Duration LEFT = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();
    /** One waits for each request. They end with the JVM of the test, even if they still wait for a process that was killed. */
    private static final ExecutorService WAITING = Executors.newCachedThreadPool(task -> {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
    });

    private final Lambda lambda;

    /** @param function the folder with what the package holds */
    SimulatedProcess(Path function, StandIn standIn) {
        Map<String, String> environment = new HashMap<>(Lambda.environment(standIn));
        environment.putAll(SimulatedPolicy.environment());
        environment.put("ISSUER_DEADLINE", "3s");
        environment.put("QUARKUS_REST_CLIENT_SENTRY_READ_TIMEOUT", Long.toString(PATIENCE.toMillis()));
        try {
            lambda = Lambda.start(function, environment, Lambda.QUICK_COMPILER, Lambda.MEMORY);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Reply issue(SimulatedPolicy policy, ProjectPath project, String name) {
        return answer("POST", policy, body(project, name));
    }

    @Override
    public Reply limit(SimulatedPolicy policy, ProjectPath project, String name, RateLimit rateLimit) {
        return answer("PUT", policy, body(project, name).set("rateLimit", JSON.valueToTree(rateLimit)));
    }

    private static ObjectNode body(ProjectPath project, String name) {
        return JSON.createObjectNode().put("organization", project.organization()).put("project", project.project())
                .put("name", name);
    }

    private Reply answer(String method, SimulatedPolicy policy, JsonNode body) {
        Map<String, Object> event = RuntimeApi.event(method, "/keys", "",
                Map.of("authorization", "Bearer " + policy.token, "content-type", "application/json"));
        event.put("body", body.toString());
        CompletableFuture<RuntimeApi.Answer> answer = CompletableFuture.supplyAsync(
                () -> lambda.invoke(UUID.randomUUID().toString(), JSON.valueToTree(event).toString(), LEFT), WAITING);
        CompletableFuture.anyOf(answer, lambda.process().onExit()).join();
        return lambda.process().isAlive() || answer.isDone() ? reply(answer.join()) : Reply.KILLED;
    }

    private static Reply reply(RuntimeApi.Answer answer) {
        try {
            JsonNode response = JSON.readTree(answer.body());
            JsonNode body = JSON.readTree(response.path("body").asText());
            boolean isSuccess = response.path("statusCode").asInt() / 100 == 2;
            String type = body.path("type").asText();
            return new Reply(isSuccess ? response.path("statusCode").asText() : type.substring(type.lastIndexOf(':') + 1),
                    body.path("dsn").asText(null), body.path("project").asText(null), answer.took());
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(answer.body(), e);
        }
    }

    @Override
    public void kill() {
        lambda.process().destroyForcibly();
        lambda.close();
    }

    @Override
    public Duration patience() {
        return PATIENCE;
    }
}
