package dev.dsnissuer.callers;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.List;
import java.util.Map;

import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.Test;

import dev.dsnissuer.testing.FunctionTest;
import dev.dsnissuer.testing.JwtIssuer;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/** Another configuration: a public key in PEM, and another claim that names the caller. */
@QuarkusTest
@WithTestResource(value = JwtIssuer.class, initArgs = { @ResourceArg(name = "pem", value = ""),
        @ResourceArg(name = "issuer.jwt.\"portal\".caller-claim", value = "client_id") })
class JwtClaimTest extends FunctionTest {

    JwtIssuer issuer;

    @Test
    void callerByClaim() {
        dsn(post(issuer.jwt("ES256", issuer.ec, claims -> {
            claims.unsetClaim("sub");
            claims.setClaim("client_id", JwtIssuer.SUBJECT);
        }), body("x", "")), 201);
    }

    @Test
    void claimThatIsNoString_refused() {
        for (Object claim : List.of(5, true, List.of(JwtIssuer.SUBJECT), Map.of("a", JwtIssuer.SUBJECT))) {
            assertProblem(post(issuer.jwt("ES256", issuer.ec, claims -> claims.setClaim("client_id", claim)), body("x", "")),
                    401,
                    "unauthenticated");
        }
    }

    @Test
    void subjectAlone_refused() {
        assertProblem(post(issuer.jwt("ES256", issuer.ec, claims -> {
        }), body("x", "")), 401, "unauthenticated");
    }

    @Test
    void anotherKey_refused() {
        assertProblem(post(issuer.jwt("RS256", issuer.rsa, claims -> claims.setClaim("client_id", JwtIssuer.SUBJECT)),
                body("x", "")), 401, "unauthenticated");
    }

    /** Whoever takes the header's word for the algorithm takes the public key for a secret. */
    @Test
    void hmacWithThePublicKey_refused() {
        for (byte[] secret : List.of(issuer.ec.getPublicKey().getEncoded(), JwtIssuer.pem(issuer.ec).getBytes(UTF_8))) {
            assertProblem(post(JwtIssuer.jwt("HS256", new HmacKey(secret), null,
                    claims -> claims.setClaim("client_id", JwtIssuer.SUBJECT), jws -> jws), body("x", "")), 401,
                    "unauthenticated");
        }
    }

    @Test
    void unsigned_refused() {
        assertProblem(post(JwtIssuer.jwt("none", null, null, claims -> claims.setClaim("client_id", JwtIssuer.SUBJECT),
                jws -> jws), body("x", "")), 401, "unauthenticated");
    }
}
