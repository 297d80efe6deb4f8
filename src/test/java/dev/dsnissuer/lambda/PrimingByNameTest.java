package dev.dsnissuer.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import dev.dsnissuer.lambda.Priming.Primed;
import dev.dsnissuer.testing.FunctionTest;
import dev.dsnissuer.testing.JwtIssuer;
import dev.dsnissuer.testing.StandInResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/**
 * Priming with {@code issuer.identity=name}, and with an issuer of JWTs, any short subject of which is a configured caller's.
 */
@QuarkusTest
@WithTestResource(value = StandInResource.class, initArgs = {
        @ResourceArg(name = StandInResource.DEADLINE, value = "2s"), @ResourceArg(name = "issuer.identity", value = "name") })
@WithTestResource(value = JwtIssuer.class, initArgs = @ResourceArg(name = "issuer.callers.\"reader\".jwt-subjects", value = "*"))
class PrimingByNameTest extends FunctionTest {

    JwtIssuer issuer;
    @Inject
    Priming priming;

    @Test
    void requests_allAnsweredAsExpected() throws Exception {
        assertThat(priming.prime(12)).isEqualTo(new Primed(12 * PrimingTest.KINDS, List.of()));
    }

    /** Of the keys that were fetched before the snapshot none is kept, and the made-up one is not taken any more. */
    @Test
    void issuer_itsOwnKeysAgainAfterwards() throws Exception {
        int fetched = issuer.fetched;
        priming.prime(1);
        assertThat(issuer.fetched).isEqualTo(fetched + 1);

        dsn(post(issuer.jwt(), body("by-jwt", "")), 201);
        assertThat(issuer.fetched).isEqualTo(fetched + 2);
    }

    @Test
    void issuerThatFails_saidAndTheRestPrimed() throws Exception {
        issuer.status = 500;
        try {
            assertThat(priming.prime(1)).isEqualTo(new Primed(PrimingTest.KINDS, List.of("the JWKS of issuer portal")));
        } finally {
            issuer.status = null;
        }
    }
}
