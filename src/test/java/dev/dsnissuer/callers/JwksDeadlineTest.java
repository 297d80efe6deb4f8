package dev.dsnissuer.callers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import dev.dsnissuer.testing.FunctionTest;
import dev.dsnissuer.testing.JwtIssuer;
import dev.dsnissuer.testing.StandInResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/** The deadline is for the whole request, the time for fetching the JWKS included. */
@QuarkusTest
@WithTestResource(JwtIssuer.class)
@WithTestResource(value = StandInResource.class, initArgs = @ResourceArg(name = StandInResource.DEADLINE, value = "500ms"))
class JwksDeadlineTest extends FunctionTest {

    JwtIssuer issuer;

    @Test
    void spentOnTheJwks_SentryNotCalled() {
        issuer.delay = 800;

        assertThat(post(issuer.jwt(), body("x", "")).statusCode()).isGreaterThan(502);
        assertThat(standIn.calls()).isEmpty();
    }
}
