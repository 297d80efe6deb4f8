package dev.dsnissuer;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** A JWKS that cannot be had, until it can. */
@QuarkusTest
@WithTestResource(JwtIssuer.class)
class JwksUnavailableTest extends FunctionTest {

    JwtIssuer issuer;

    @Test
    void callersWithJwtsWait_othersDoNot() {
        assertThat(issuer.fetched).isZero();
        issuer.delay = 4000;
        assertUnavailable();
        issuer.delay = 0;
        issuer.status = 500;
        assertUnavailable();
        issuer.status = 200;
        assertUnavailable();

        dsn(issue(body("x", "")), 201);
        assertThat(WebhookSender.send(StandInResource.WEBHOOK_SECRET, body("x", "")).getInt("statusCode")).isEqualTo(200);
        assertProblem(post("wrong", body("x", "")), 401, "unauthenticated");

        issuer.status = null;
        dsn(post(issuer.jwt(), body("x", "")), 200);
    }

    private void assertUnavailable() {
        Response response = assertProblem(post(issuer.jwt(), body("x", "")), 503, "sentry-unavailable");
        assertThat(Integer.parseInt(response.header("Retry-After"))).isPositive();
        assertThat(response.time()).isLessThan(3500);
        assertThat(standIn.calls()).isEmpty();
    }
}
