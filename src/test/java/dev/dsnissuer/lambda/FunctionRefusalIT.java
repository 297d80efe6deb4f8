package dev.dsnissuer.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import dev.dsnissuer.standin.Answer;
import dev.dsnissuer.testing.Lambda;
import dev.dsnissuer.testing.RuntimeApi;

/** The package refuses what it must, each time with a problem and one line in the log, and goes on. */
class FunctionRefusalIT extends PackagedFunction {

    @BeforeAll
    static void startFunction() throws IOException {
        start(Map.of());
    }

    /** The event that template.yaml sends every day, so that Lambda keeps the snapshot, is no request for a key. */
    @Test
    void dailyEventOfTheTemplate_refused() throws IOException {
        Matcher input = Pattern.compile("Input: '(.+)'").matcher(Files.readString(Path.of("template.yaml")));
        assertThat(input.find()).isTrue();

        RuntimeApi.Answer answer = lambda.invoke("daily", input.group(1), TEN_SECONDS);

        assertThat(parse(answer.body()).get("statusCode").asInt()).isEqualTo(401);
        assertThat(printed()).extracting(line -> line.get("problem").asText()).containsExactly("unauthenticated");
    }

    /** What the alarm of template.yaml listens for: Sentry does not know the token, and not that it refuses one project. */
    @Test
    void tokenRefused_saidAsTheAlarmExpects() throws IOException {
        Matcher filter = Pattern.compile("loggerName = \"(\\S+)\" && \\$\\.message = \"(.+)\\*\"")
                .matcher(Files.readString(Path.of("template.yaml")));
        assertThat(filter.find()).isTrue();
        for (int status : List.of(401, 403)) {
            standIn.inject((request, call, sentry) -> Answer.of(status, "{}").sendTo(request.response()));
            assertThat(status(event("POST", "/keys", body("refused")))).isEqualTo(502);
        }

        assertThat(printed()).filteredOn(line -> line.get("loggerName").asText().equals(filter.group(1))
                && line.get("message").asText().startsWith(filter.group(2))).hasSize(1);
        assertThat(printed()).filteredOn(line -> line.path("problem").asText().equals("sentry-refused")).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({ "POST, /keys, backstage-token, '{', 400, invalid-request", "POST, /keys, wrong, '{}', 401, unauthenticated",
            "POST, /elsewhere, backstage-token, '{}', 404, not-found",
            "PATCH, /keys, backstage-token, '{}', 405, method-not-allowed",
            "POST, /ke ys, backstage-token, '{}', 400, invalid-request" })
    void wrongRequest_problem(String method, String path, String token, String body, int status, String code) {
        Map<String, Object> event = event(method, path, body);
        event.put("headers", Map.of("authorization", "Bearer " + token, "content-type", "application/json"));

        JsonNode answer = invoke(UUID.randomUUID().toString(), event, TEN_SECONDS);

        assertThat(answer.get("statusCode").asInt()).isEqualTo(status);
        assertThat(answer.get("headers").get("Content-Type").asText()).isEqualTo("application/problem+json");
        assertThat(parse(answer.get("body").asText()).get("type").asText()).isEqualTo("urn:dsn-issuer:problem:" + code);
        assertThat(printed()).hasSize(1);
        assertThat(printed().get(0).get("problem").asText()).isEqualTo(code);
        assertThat(standIn.calls()).isEmpty();
    }

    @Test
    void otherOrganizationMediaTypeOrSize_problem() {
        assertThat(status(event("POST", "/keys", body("x").replace("acme", "umbrella")))).isEqualTo(403);
        assertThat(status(event("POST", "/keys", " ".repeat(17_000)))).isEqualTo(413);
        Map<String, Object> event = event("POST", "/keys", body("x"));
        event.put("headers", Map.of("authorization", "Bearer backstage-token", "content-type", "text/plain"));
        assertThat(status(event)).isEqualTo(415);
        assertThat(printed()).extracting(line -> line.get("problem").asText()).containsExactly("forbidden",
                "payload-too-large", "unsupported-media-type");
    }

    /** Lambda hands over events of up to 6 MB. */
    @Test
    void largestEvents_refusedWithinTheHeap() {
        for (int i = 0; i < 5; i++) {
            assertThat(status(event("POST", "/keys", body("x".repeat(5_900_000))))).isEqualTo(413);
        }
    }

    @Test
    void eventWithoutHttp_refusedAndTheNextIssued() throws JsonProcessingException {
        Map<String, Object> event = event("POST", "/keys", body("x"));
        event.put("requestContext", Map.of());
        assertThat(status(event)).isEqualTo(400);
        assertThat(lambda.invoke("array", "[]", TEN_SECONDS).isError()).isTrue();

        assertThat(status(event("POST", "/keys", body("still-alive")))).isEqualTo(201);
    }

    @Test
    void lineBreaksInTheEvent_oneLineEach() {
        for (String header : List.of("webhook-id", "x-any", "authorization")) {
            Map<String, Object> event = event("POST", "/keys\n{\"event\":\"issued\"}", body("x"));
            event.put("headers", Map.of(header, "x\r\n{\"event\":\"issued\"}\u2028{\"event\":\"issued\"}"));
            status(event);
        }

        assertThat(printed()).hasSize(3).allSatisfy(line -> assertThat(line.get("event").asText()).isEqualTo("refused"));
    }
}
