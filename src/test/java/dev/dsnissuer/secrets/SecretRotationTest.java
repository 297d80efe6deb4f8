package dev.dsnissuer.secrets;

import static dev.dsnissuer.testing.SecretsManagerResource.document;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Set;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import dev.dsnissuer.standin.AuthToken;
import dev.dsnissuer.standin.StandIn;
import dev.dsnissuer.testing.AuditLines;
import dev.dsnissuer.testing.ClockForTests;
import dev.dsnissuer.testing.FunctionTest;
import dev.dsnissuer.testing.SecretsManagerResource;
import dev.dsnissuer.testing.SecretsManagerServer;
import dev.dsnissuer.testing.StandInResource;
import dev.dsnissuer.testing.WebhookSender;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/** Secrets from AWS Secrets Manager, behind the whole function: each kind is rotated, and no answer is lost. */
@QuarkusTest
@WithTestResource(SecretsManagerResource.class)
class SecretRotationTest extends FunctionTest {

    private static final String NEW_WEBHOOK_SECRET = "whsec_dGhlIG5ldyBzZWNyZXQgb2YgYmFja3N0YWdl";

    SecretsManagerServer aws;
    @Inject
    ClockForTests clock;

    @BeforeEach
    void freshlyRead() {
        clock.freeze();
        aws.fail(0);
        aws.hold(SecretsManagerResource.DOCUMENT);
        clock.advance(Duration.ofHours(1));
        dsn(issue(body("warm", "")), 201);
        clock.advance(Duration.ofSeconds(11));
        standIn.forgetCalls();
    }

    @AfterEach
    void revokeNoToken() {
        standIn.addToken(StandIn.INTEGRATION);
    }

    @Test
    void sentryAuthToken() {
        standIn.removeToken(StandIn.TOKEN);
        standIn.addToken(new AuthToken("sntryi_rotated", Set.of("project:write"), Set.of("acme"), false));
        aws.hold(document("sntryi_rotated", SecretsManagerResource.WEBHOOK_SECRET, StandInResource.DERIVATION_SECRET));

        dsn(issue(body("x", "")), 201);

        assertThat(calledMethods()).containsExactly("GET", "GET", "POST");
        standIn.removeToken("sntryi_rotated");
        assertProblem(issue(body("y", "")), 502, "sentry-refused");
    }

    @Test
    void webhookSecret() {
        String before = sent(SecretsManagerResource.WEBHOOK_SECRET, 201);
        aws.hold(document(StandIn.TOKEN, NEW_WEBHOOK_SECRET, StandInResource.DERIVATION_SECRET));

        assertThat(sent(NEW_WEBHOOK_SECRET, 200)).isEqualTo(before);
        assertThat(sent(SecretsManagerResource.WEBHOOK_SECRET, 401)).isNotEqualTo(before);
    }

    @Test
    void derivationSecret() {
        String before = dsn(issue(body("x", "")), 201);
        aws.hold(document(StandIn.TOKEN, SecretsManagerResource.WEBHOOK_SECRET, "the derivation secret from now on",
                StandInResource.DERIVATION_SECRET));
        clock.advance(Duration.ofMinutes(5));

        assertThat(dsn(issue(body("x", "")), 200)).isEqualTo(before);
        dsn(issue(body("y", "")), 201);
    }

    @Test
    void configuredCallers_remainBeside() {
        sent(StandInResource.WEBHOOK_SECRET, 201);
        sent(SecretsManagerResource.WEBHOOK_SECRET, 200);
    }

    @Test
    void badSignatures_areNoRequestsToAws() {
        int reads = aws.reads();
        for (int i = 0; i < 20; i++) {
            sent(NEW_WEBHOOK_SECRET, 401);
        }
        assertThat(aws.reads()).isEqualTo(reads + 1);
    }

    @Test
    void awsIsDown_servedForAnHourThenUnavailable() {
        aws.fail(500);
        clock.advance(Duration.ofMinutes(50));
        dsn(issue(body("x", "")), 201);
        clock.advance(Duration.ofMinutes(10));

        try (AuditLines audit = new AuditLines()) {
            issue(body("x", ""));
            sent(SecretsManagerResource.WEBHOOK_SECRET, 503);
            assertThat(audit.read()).extracting(line -> line.path("event").asText() + " " + line.path("problem").asText() + " "
                    + line.path("credential").asText() + " " + line.path("caller").asText())
                    .containsExactly("failed sentry-unavailable token ", "failed sentry-unavailable webhook ");
        }
        assertProblem(issue(body("x", "")), 503, "sentry-unavailable").then().header("Retry-After", "1");
        sent(SecretsManagerResource.WEBHOOK_SECRET, 503);
        // Perhaps it is a token of a caller in the document.
        assertProblem(post("wrong", body("x", "")), 503, "sentry-unavailable");
        assertProblem(given().body(body("x", "")).post("/keys"), 401, "unauthenticated");

        aws.fail(0);
        clock.advance(Duration.ofSeconds(1));
        dsn(issue(body("x", "")), 200);
    }

    private String sent(String secret, int status) {
        JsonNode answer = WebhookSender.send(secret, body("x", ""), clock.instant());
        assertThat(answer.get("statusCode").asInt()).as(answer.toString()).isEqualTo(status);
        return answer.get("body").asText();
    }
}
