package dev.dsnissuer.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.dsnissuer.standin.Answer;
import dev.dsnissuer.standin.Fault;
import dev.dsnissuer.standin.StandIn;
import dev.dsnissuer.testing.Lambda;
import dev.dsnissuer.testing.RuntimeApi;
import dev.dsnissuer.testing.StandInResource;

/** What tests of the package share: a process that runs it as Lambda does, under AWS's runtime, and the stand-in as Sentry. */
abstract class PackagedFunction {

    static final ObjectMapper JSON = new ObjectMapper();
    static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    static StandIn standIn;
    static Path function;
    /** The process that most tests of a class share; null in a class whose tests start their own. */
    static Lambda lambda;
    private int lines;

    @BeforeAll
    static void startSentryAndUnpack() throws IOException {
        standIn = StandIn.start(0, "");
        standIn.addProject(StandIn.ORGANIZATION, "checkout");
        function = Lambda.unpack(Path.of(System.getProperty("function")));
    }

    @AfterAll
    static void stop() {
        if (lambda != null) {
            lambda.close();
            lambda = null;
        }
        standIn.close();
    }

    @BeforeEach
    void rememberWhatWasPrintedBefore() {
        standIn.forgetCalls();
        lines = lambda == null ? 0 : lambda.output().size();
    }

    @AfterEach
    void healSentry() {
        standIn.inject(Fault.NONE);
    }

    /** Starts the process that the tests of a class share, and waits until it has printed what it prints at every start. */
    static void start(Map<String, String> environment) throws IOException {
        lambda = Lambda.start(function, environment(environment));
        lambda.asked();
    }

    static Map<String, String> environment(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(Lambda.environment(standIn));
        environment.putAll(more);
        return environment;
    }

    /** What was printed since the test began. Every line must be JSON. */
    List<JsonNode> printed() {
        return lambda.output().stream().skip(lines).map(PackagedFunction::parse).toList();
    }

    static int status(Map<String, Object> event) {
        return invoke(UUID.randomUUID().toString(), event, TEN_SECONDS).get("statusCode").asInt();
    }

    static JsonNode invoke(String requestId, Map<String, Object> event, Duration left) {
        try {
            RuntimeApi.Answer answer = lambda.invoke(requestId, JSON.writeValueAsString(event), left);
            assertThat(answer.isError()).as(answer.body()).isFalse();
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    /** An event as an HTTP API of API Gateway sends it, with payload version 2.0. */
    static Map<String, Object> event(String method, String path, String body) {
        Map<String, Object> event = RuntimeApi.event(method, path, "",
                Map.of("authorization", "Bearer " + StandInResource.TOKEN, "content-type", "application/json", "host", "x"));
        event.put("routeKey", "$default");
        event.put("isBase64Encoded", false);
        event.put("body", body);
        return event;
    }

    static String body(String name) {
        return "{\"organization\": \"acme\", \"project\": \"checkout\", \"name\": \"" + name + "\"}";
    }

    static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }
}
