package dev.dsnissuer.secrets;

import static dev.dsnissuer.testing.SecretsManagerResource.withCallers;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.logging.LogRecord;

import jakarta.inject.Inject;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.JsonNode;

import dev.dsnissuer.testing.AuditLines;
import dev.dsnissuer.testing.ClockForTests;
import dev.dsnissuer.testing.FunctionTest;
import dev.dsnissuer.testing.JwtIssuer;
import dev.dsnissuer.testing.SecretsManagerResource;
import dev.dsnissuer.testing.SecretsManagerServer;
import dev.dsnissuer.testing.StandInResource;
import dev.dsnissuer.testing.WebhookSender;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/** Callers in the secret document, behind the whole function: added, changed and revoked while it runs. */
@QuarkusTest
@WithTestResource(SecretsManagerResource.class)
@WithTestResource(JwtIssuer.class)
class CallersDocumentTest extends FunctionTest {

    /** SHA-256 of "one" and "two". */
    private static final String ONE = "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed";
    private static final String TWO = "3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3";

    SecretsManagerServer aws;
    JwtIssuer issuer;
    @Inject
    ClockForTests clock;

    @BeforeEach
    void freshlyRead() {
        clock.freeze();
        aws.hold(withCallers("\"team-a\": {\"projects\": [\"acme/*\"], \"token-sha256\": [\"" + ONE + "\"]}"));
        clock.advance(Duration.ofHours(1));
        dsn(post("one", body("warm", "")), 201);
        clock.advance(Duration.ofSeconds(10));
        standIn.forgetCalls();
    }

    @Test
    void tokenAdded_atOnce() {
        aws.hold(withCallers(
                "\"team-a\": {\"projects\": [\"acme/*\"], \"token-sha256\": [\"%s\", \"%s\"]}".formatted(ONE, TWO)));

        dsn(post("two", body("x", "")), 201);
        dsn(post("one", body("x", "")), 200);
    }

    @Test
    void subjectAdded_atOnce() {
        String jwt = issuer.jwt("RS256", issuer.rsa, claims -> claims.setSubject("group:b"));
        aws.hold(withCallers("\"team-b\": {\"projects\": [\"acme/*\"], \"jwt-subjects\": [\"group:*\"]}"));

        try (AuditLines audit = new AuditLines()) {
            dsn(post(jwt, body("x", "")), 201);
            assertThat(audit.read().get(0).get("caller").asText()).isEqualTo("team-b");
        }
    }

    @Test
    void webhookSecretAdded_atOnce() {
        aws.hold(withCallers("\"team-b\": {\"projects\": [\"acme/*\"], \"webhook-secrets\": [\"%s\"]}"
                .formatted(SecretsManagerResource.WEBHOOK_SECRET)));

        JsonNode answer = WebhookSender.send(SecretsManagerResource.WEBHOOK_SECRET, body("x", ""), clock.instant());
        assertThat(answer.get("statusCode").asInt()).isEqualTo(201);
    }

    @Test
    void callerRevoked_fiveMinutesLater() {
        aws.hold(withCallers(""));
        clock.advance(Duration.ofSeconds(289));
        dsn(post("one", body("x", "")), 201);
        clock.advance(Duration.ofSeconds(1));

        assertProblem(post("one", body("x", "")), 401, "unauthenticated");
    }

    @Test
    void policyChanged_fiveMinutesLater() {
        aws.hold(withCallers(
                "\"team-a\": {\"projects\": [\"acme/other\"], \"operations\": [\"list\"], \"token-sha256\": [\"" + ONE
                        + "\"], \"max-rate-limit\": {\"count\": 1, \"window\": 60}}"));
        clock.advance(Duration.ofMinutes(5));

        assertProblem(post("one", body("x", "")), 403, "forbidden");
    }

    @Test
    void wrongCredentials_areNoRequestsToAws() {
        int reads = aws.reads();
        for (int i = 0; i < 20; i++) {
            assertProblem(post("wrong", body("x", "")), 401, "unauthenticated");
            assertProblem(post(issuer.jwt("RS256", issuer.rsa, claims -> claims.setSubject("x")), body("x", "")), 401,
                    "unauthenticated");
        }
        assertThat(aws.reads()).isEqualTo(reads + 1);
        clock.advance(Duration.ofSeconds(10));
        assertProblem(post("wrong", body("x", "")), 401, "unauthenticated");
        assertThat(aws.reads()).isEqualTo(reads + 2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "'backstage': {'projects': ['acme/*'], 'token-sha256': ['TWO']} | callers.backstage has a name that is taken",
            "'b': {'projects': ['acme/*'], 'token-sha256': ['BACKSTAGE']} | callers.b.token-sha256[0] is another caller's too",
            "'b': {'projects': ['acme/*'], 'webhook-secrets': ['WHSEC']} | callers.b.webhook-secrets[0] is another caller's too",
            "'b': {'projects': ['acme/*'], 'jwt-subjects': ['x', 'SUBJECT']} | callers.b.jwt-subjects[1] is another caller's too",
            "'b': {'projects': ['acme'], 'token-sha256': ['TWO']} | callers.b.projects[0] must be of the form ORG/PROJECT",
            "'b': {'projects': ['acme/*'], 'token-sha256': ['TWO'], 'projcts': []} | callers.b.projcts is not known here",
            "'b': {'projects': ['acme/*']} | callers.b must have token-sha256, webhook-secrets or jwt-subjects" })
    void uselessDocument_saidAtErrorByItsPath_theLastOneServes(String callers, String message) {
        aws.hold(withCallers(callers.replace('\'', '"').replace("TWO", TWO).replace("BACKSTAGE", StandInResource.TOKEN_SHA256)
                .replace("WHSEC", StandInResource.OTHER_WEBHOOK_SECRET).replace("SUBJECT", JwtIssuer.SUBJECT)));

        try (AuditLines log = new AuditLines(SecretStore.class.getName())) {
            assertProblem(post("two", body("x", "")), 401, "unauthenticated");
            dsn(post("one", body("x", "")), 201);

            assertThat(log.records()).extracting(record -> record.getLevel() + " " + message(record)).singleElement().asString()
                    .startsWith("ERROR ").contains(message)
                    .doesNotContain(TWO, StandInResource.TOKEN_SHA256, "whsec_", JwtIssuer.SUBJECT, "acme");
        }
        clock.advance(Duration.ofMinutes(59));
        dsn(post("one", body("x", "")), 200);
        clock.advance(Duration.ofMinutes(1));
        assertProblem(post("one", body("x", "")), 503, "sentry-unavailable");
    }

    private static String message(LogRecord record) {
        return record.getMessage().formatted(record.getParameters() == null ? List.of().toArray() : record.getParameters());
    }
}
