package dev.dsnissuer.callers;

import static dev.dsnissuer.testing.Timing.assertTakes;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.dsnissuer.testing.AuditLines;
import dev.dsnissuer.testing.ClockForTests;
import dev.dsnissuer.testing.FunctionTest;
import dev.dsnissuer.testing.JwtIssuer;
import dev.dsnissuer.testing.StandInResource;
import dev.dsnissuer.testing.WebhookSender;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** A JWKS that cannot be had, until it can. */
@QuarkusTest
@WithTestResource(JwtIssuer.class)
class JwksUnavailableTest extends FunctionTest {

    JwtIssuer issuer;
    @Inject
    ClockForTests clock;
    private AuditLines audit;

    @BeforeEach
    void listen() {
        audit = new AuditLines();
        // Whatever was fetched before is forgotten.
        clock.freeze();
        clock.advance(Duration.ofHours(2));
    }

    @AfterEach
    void stopListening() {
        audit.close();
        issuer.delay = 0;
        issuer.status = null;
    }

    @Test
    void callersWithJwtsWait_othersDoNot() {
        int fetched = issuer.fetched;
        issuer.delay = 15_000;
        assertTakes(Duration.ZERO, Duration.ofMillis(3500), () -> {
            clock.advance(Duration.ofSeconds(1));
            assertUnavailable();
        });
        issuer.delay = 0;
        issuer.status = 500;
        for (int i = 0; i < 20; i++) {
            assertUnavailable();
        }
        assertThat(issuer.fetched).isEqualTo(fetched + 1);
        clock.advance(Duration.ofSeconds(1));
        assertUnavailable();
        issuer.status = 200;
        clock.advance(Duration.ofSeconds(1));
        assertUnavailable();
        assertThat(issuer.fetched).isEqualTo(fetched + 3);

        dsn(issue(body("x", "")), 201);
        assertThat(WebhookSender.send(StandInResource.WEBHOOK_SECRET, body("x", ""), clock.instant()).get("statusCode").asInt())
                .isEqualTo(200);
        assertProblem(post("wrong", body("x", "")), 401, "unauthenticated");

        issuer.status = null;
        clock.advance(Duration.ofSeconds(1));
        dsn(post(issuer.jwt(), body("x", "")), 200);

        // Keys that were good serve for an hour.
        issuer.status = 500;
        clock.advance(Duration.ofMinutes(59));
        dsn(post(issuer.jwt(), body("x", "")), 200);
        clock.advance(Duration.ofMinutes(1));
        standIn.forgetCalls();
        assertUnavailable();
    }

    private void assertUnavailable() {
        Response response = assertProblem(post(issuer.jwt(), body("x", "")), 503, "sentry-unavailable");
        assertThat(Integer.parseInt(response.header("Retry-After"))).isPositive();
        assertThat(standIn.calls()).isEmpty();
        assertThat(audit.read()).last().satisfies(line -> {
            assertThat(line.get("event").asText()).isEqualTo("failed");
            assertThat(line.get("credential").asText()).isEqualTo("jwt");
            assertThat(line.has("caller")).isFalse();
        });
    }
}
