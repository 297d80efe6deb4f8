package dev.dsnissuer.audit;

import static dev.dsnissuer.testing.RuntimeApi.event;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import dev.dsnissuer.standin.Answer;
import dev.dsnissuer.testing.AuditLines;
import dev.dsnissuer.testing.FunctionTest;
import dev.dsnissuer.testing.StandInResource;
import dev.dsnissuer.testing.WebhookSender;
import io.quarkus.test.junit.QuarkusTest;

/** Every decision writes one line, which holds what the contract says and nothing else. */
@QuarkusTest
class AuditLogTest extends FunctionTest {

    private AuditLines audit;

    @BeforeEach
    void listen() {
        audit = new AuditLines();
    }

    @AfterEach
    void stopListening() {
        audit.close();
    }

    @Test
    void issuedThenReplayed_oneLineEach() {
        String dsn = dsn(issue(body("caf\u00e9", "")), 201);
        dsn(issue(body("caf\u00e9", "")), 200);

        assertThat(audit.read()).hasSize(2);
        JsonNode issued = audit.read().get(0);
        assertThat(fields(issued)).isEqualTo(Map.ofEntries(Map.entry("loggerName", "audit"), Map.entry("level", "INFO"),
                Map.entry("event", "issued"), Map.entry("caller", "backstage"), Map.entry("credential", "token"),
                Map.entry("organization", "acme"), Map.entry("project", slug), Map.entry("name", "caf\u00e9"),
                Map.entry("key", dsn.substring("http://".length()).substring(0, 8)), Map.entry("status", "201"),
                Map.entry("sentryCalls", "2")));
        assertThat(issued.get("status").isInt()).isTrue();
        assertThat(issued.get("sentryCalls").isInt()).isTrue();
        assertThat(issued.get("durationMs").isIntegralNumber()).isTrue();
        assertThat(issued.get("requestId").asText()).isNotBlank();
        assertThat(Instant.parse(issued.get("timestamp").asText())).isBefore(Instant.now());
        assertThat(audit.records().get(0).getLevel()).isEqualTo(Level.INFO);
        assertThat(fields(audit.read().get(1))).containsEntry("event", "replayed").containsEntry("status", "200")
                .containsEntry("sentryCalls", "1").containsKey("key");
    }

    @Test
    void webhook_withItsId() {
        WebhookSender.send(StandInResource.WEBHOOK_SECRET, body("x", ""));

        assertThat(fields(onlyLine())).containsEntry("credential", "webhook").containsEntry("caller", "backstage")
                .containsEntry("webhookId", WebhookSender.ID).doesNotContainKey("reason");
    }

    @Test
    void webhookId_ofTheOlderHeaderToo() {
        WebhookSender.send(Map.of("svix-id", "msg_1", "content-type", "application/json"), body("x", ""), false);

        assertThat(fields(onlyLine())).containsEntry("webhookId", "msg_1").containsEntry("reason", "no-credential");
    }

    @Test
    void wrongToken_withoutCallerAndRequest() {
        post("hunter2", body("x", ""));
        assertThat(fields(onlyLine())).isEqualTo(Map.of("loggerName", "audit", "level", "INFO", "event", "refused",
                "credential", "token", "problem", "unauthenticated", "reason", "unknown-token", "status", "401", "sentryCalls",
                "0"));
    }

    @Test
    void noCredential_withoutCaller() {
        given().body("{}").post("/keys");

        assertThat(fields(onlyLine())).containsEntry("problem", "unauthenticated").doesNotContainKeys("credential", "caller");
    }

    @Test
    void forbidden_withCallerAndRequest() {
        post(StandInResource.READER_TOKEN, body("x", ""));

        assertThat(fields(onlyLine())).containsEntry("event", "refused").containsEntry("problem", "forbidden")
                .containsEntry("caller", "reader").containsEntry("project", slug).containsEntry("name", "x")
                .containsEntry("sentryCalls", "0");
    }

    @Test
    void invalidRequest_withCallerOnly() {
        issue(body("x", ", \"ratelimit\": 1"));

        assertThat(fields(onlyLine())).containsEntry("event", "refused").containsEntry("problem", "invalid-request")
                .containsEntry("caller", "backstage").doesNotContainKeys("project", "name", "key");
    }

    @Test
    void noSuchPath_refused() {
        given().header("Authorization", "Bearer " + StandInResource.TOKEN).get("/elsewhere");

        assertThat(fields(onlyLine())).containsEntry("event", "refused").containsEntry("problem", "not-found")
                .containsEntry("status", "404");
    }

    @Test
    void unreadableUrl_refused() {
        Map<String, Object> event = event("POST", "/ke ys", "", Map.of("webhook-id", "msg_1"));
        invoke(event);

        assertThat(fields(onlyLine())).containsEntry("event", "refused").containsEntry("problem", "invalid-request")
                .containsEntry("webhookId", "msg_1");
    }

    @Test
    void sentryRefuses_failed() {
        answer("GET", Answer.of(403, "{}"));
        issue(body("x", ""));

        assertThat(fields(onlyLine())).containsEntry("event", "failed").containsEntry("problem", "sentry-refused")
                .containsEntry("status", "502").containsEntry("sentryCalls", "1").doesNotContainKey("key");
    }

    @Test
    void lineBreaksInTheRequest_oneLineEach() {
        String forged = "\\n{\\\"event\\\":\\\"issued\\\"}\\u2028\\u0085";
        WebhookSender.send(Map.of("webhook-id", "x\r\n{\"event\":\"issued\"}\u2028\u0085", "content-type", "application/json"),
                body("x", ""), false);
        issue(body("x" + forged, ""));
        issue(body("x\\u2028{\\\"event\\\":\\\"issued\\\"}", ""));

        assertThat(audit.records()).hasSize(3)
                .allSatisfy(line -> assertThat(line.getMessage()).matches("[ -~]+"));
        assertThat(audit.read().get(2).get("name").asText()).isEqualTo("x\u2028{\"event\":\"issued\"}");
    }

    private JsonNode onlyLine() {
        assertThat(audit.records()).hasSize(1);
        return audit.read().get(0);
    }

    /** The fields of a line as text, without those that differ from request to request. */
    private static Map<String, String> fields(JsonNode line) {
        Map<String, String> fields = new HashMap<>();
        line.properties().forEach(field -> fields.put(field.getKey(), field.getValue().asText()));
        assertThat(fields).containsKeys("timestamp", "durationMs", "requestId");
        fields.keySet().removeAll(Set.of("timestamp", "durationMs", "requestId"));
        return fields;
    }
}
