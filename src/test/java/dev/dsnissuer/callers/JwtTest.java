package dev.dsnissuer.callers;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import jakarta.inject.Inject;

import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.dsnissuer.testing.AuditLines;
import dev.dsnissuer.testing.ClockForTests;
import dev.dsnissuer.testing.FunctionTest;
import dev.dsnissuer.testing.JwtIssuer;
import dev.dsnissuer.testing.WebhookSender;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/** JWTs, against a JWKS. */
@QuarkusTest
@WithTestResource(JwtIssuer.class)
class JwtTest extends FunctionTest {

    JwtIssuer issuer;
    @Inject
    ClockForTests clock;

    @BeforeEach
    void publishAll() {
        issuer.published = List.of(issuer.rsa, issuer.ec, issuer.ed);
        clock.advance(Duration.ofHours(1));
    }

    @ParameterizedTest
    @CsvSource({ "RS256, rsa", "RS512, rsa", "PS256, rsa", "ES256, ec", "EdDSA, ed" })
    void verified_issued(String algorithm, String keyId) {
        PublicJsonWebKey key = issuer.published.stream().filter(one -> one.getKeyId().equals(keyId)).findFirst().orElseThrow();

        try (AuditLines audit = new AuditLines()) {
            dsn(post(issuer.jwt(algorithm, key, claims -> {
            }), body("x", "")), 201);

            assertThat(audit.read().get(0).get("credential").asText()).isEqualTo("jwt");
            assertThat(audit.read().get(0).get("caller").asText()).isEqualTo("backstage");
        }
    }

    @Test
    void eachSubjectOfACaller() {
        dsn(post(jwt(claims -> claims.setSubject("system:serviceaccount:portal:default")), body("x", "")), 201);
    }

    @Test
    void severalAudiences_oneIsEnough() {
        dsn(post(jwt(claims -> claims.setAudience("other", JwtIssuer.AUDIENCE)), body("x", "")), 201);
    }

    @Test
    void keysFetchedOnce() {
        post(issuer.jwt(), body("x", ""));
        int fetched = issuer.fetched;
        clock.advance(Duration.ofMinutes(9));
        dsn(post(issuer.jwt(), body("x", "")), 200);
        assertThat(issuer.fetched).isEqualTo(fetched);

        clock.advance(Duration.ofMinutes(1));
        dsn(post(issuer.jwt(), body("x", "")), 200);
        assertThat(issuer.fetched).isEqualTo(fetched + 1);
    }

    @Test
    void withdrawnKey_refusedTenMinutesLater() {
        dsn(post(issuer.jwt(), body("x", "")), 201);
        issuer.published = List.of(issuer.ec);
        clock.advance(Duration.ofMinutes(10));

        assertProblem(post(issuer.jwt(), body("x", "")), 401, "unauthenticated");
    }

    @Test
    void unknownKeyIds_areNoRequestsToTheJwks() {
        clock.freeze();
        dsn(post(issuer.jwt(), body("x", "")), 201);
        clock.advance(Duration.ofSeconds(10));
        int fetched = issuer.fetched;
        for (int i = 0; i < 20; i++) {
            post(issuer.jwt("RS256", issuer.unpublished, claims -> {
            }), body("x", ""));
        }
        assertThat(issuer.fetched).isEqualTo(fetched + 1);
    }

    @Test
    void noKeyId_everyKeyIsTried() {
        issuer.published = List.of(issuer.next, issuer.rsa);

        dsn(post(JwtIssuer.jwt("RS256", issuer.rsa.getPrivateKey(), null, claims -> {
        }, jws -> jws), body("x", "")), 201);
    }

    @Test
    void expired() {
        assertRefused(jwt(claims -> claims.setExpirationTime(NumericDate.fromSeconds(now() - 10))));
    }

    @Test
    void neverExpiring() {
        assertRefused(jwt(claims -> claims.unsetClaim("exp")));
    }

    @Test
    void notYetValid() {
        assertRefused(jwt(claims -> claims.setNotBefore(NumericDate.fromSeconds(now() + 10))));
    }

    @Test
    void wrongIssuer() {
        assertRefused(jwt(claims -> claims.setIssuer("https://another.example")));
        assertRefused(jwt(claims -> claims.unsetClaim("iss")));
    }

    @Test
    void wrongAudience() {
        assertRefused(jwt(claims -> claims.setAudience("another")));
        assertRefused(jwt(claims -> claims.unsetClaim("aud")));
    }

    @Test
    void unsigned() {
        assertRefused(JwtIssuer.jwt("none", null, null, claims -> {
        }, jws -> jws));
        assertRefused(JwtIssuer.jwt("none", null, "rsa", claims -> {
        }, jws -> jws));
        assertRefused(issuer.jwt().replaceAll("[^.]+$", ""));
    }

    /** Whoever takes the header's word for the algorithm takes the public key for a secret. */
    @Test
    void hmacWithThePublicKey() {
        for (byte[] secret : List.of(issuer.rsa.getPublicKey().getEncoded(),
                JwtIssuer.pem(issuer.rsa).getBytes(StandardCharsets.UTF_8))) {
            for (String keyId : Arrays.asList("rsa", null)) {
                assertRefused(JwtIssuer.jwt("HS256", new HmacKey(secret), keyId, claims -> {
                }, jws -> jws));
            }
        }
    }

    @Test
    void unknownKeyId() {
        assertRefused(issuer.jwt("RS256", issuer.unpublished, claims -> {
        }));
        assertRefused(JwtIssuer.jwt("RS256", issuer.rsa.getPrivateKey(), "unknown", claims -> {
        }, jws -> jws));
    }

    @Test
    void knownKeyIdOfAnotherKey() {
        assertRefused(JwtIssuer.jwt("RS256", issuer.unpublished.getPrivateKey(), "rsa", claims -> {
        }, jws -> jws));
    }

    @Test
    void keyBroughtAlong() {
        assertRefused(JwtIssuer.jwt("RS256", issuer.unpublished.getPrivateKey(), null, claims -> {
        }, jws -> {
            jws.setJwkHeader(issuer.unpublished);
            return jws;
        }));
    }

    @Test
    void unknownSubject() {
        assertRefused(jwt(claims -> claims.setSubject("repo:acme/other")));
        assertRefused(jwt(claims -> claims.unsetClaim("sub")));
        assertRefused(jwt(claims -> claims.setClaim("sub", 5)));
        assertRefused(jwt(claims -> claims.setClaim("sub", List.of(JwtIssuer.SUBJECT))));
    }

    @Test
    void tampered() {
        String[] parts = issuer.jwt().split("\\.");
        String payload = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8).replace("checkout", "c");
        assertRefused(parts[0] + "." + Base64.getUrlEncoder().withoutPadding().encodeToString(payload.getBytes()) + "."
                + parts[2]);
        assertRefused("a.b.c");
        assertRefused(parts[0] + ".e30." + parts[2]);
    }

    @Test
    void signedByTheIssuerAndByASecret_refused() {
        Map<String, String> headers = WebhookSender.headers(WebhookSender.ID, Instant.now(), "v1,AAAA");
        headers.put("authorization", "Bearer " + issuer.jwt());

        assertThat(WebhookSender.send(headers, body("x", ""), false).get("statusCode").asInt()).isEqualTo(401);
    }

    @Test
    void rotatedKey_fetchedAtOnce() {
        dsn(post(issuer.jwt(), body("x", "")), 201);
        issuer.published = List.of(issuer.next, issuer.rsa);
        clock.advance(Duration.ofSeconds(10));

        dsn(post(issuer.jwt("RS256", issuer.next, claims -> {
        }), body("x", "")), 200);
        dsn(post(issuer.jwt(), body("x", "")), 200);
    }

    @Test
    void tokensStillVerify() {
        dsn(issue(body("x", "")), 201);
    }

    @ParameterizedTest
    @ValueSource(strings = { "{}", "{\"alg\":\"RS1\"}", "{\"alg\":5}", "{\"alg\":\"RS256\",\"kid\":5}", "{\"alg\":null}", "[]",
            "{\"alg\":\"RS256\",\"crit\":[\"x\"],\"x\":1}", "{\"alg\":\"RSA-OAEP\",\"enc\":\"A128GCM\"}" })
    void headerThatIsNone(String header) {
        String encoded = Base64.getUrlEncoder().withoutPadding().encodeToString(header.getBytes(StandardCharsets.UTF_8));

        assertRefused(encoded + issuer.jwt().substring(issuer.jwt().indexOf('.')));
    }

    @Test
    void claimsThatBreakTheParser() {
        assertRefused(jwt(claims -> claims.setClaim("exp", "soon")));
        assertRefused(jwt(claims -> claims.setClaim("aud", 5)));
    }

    private String jwt(Consumer<JwtClaims> claims) {
        return issuer.jwt("RS256", issuer.rsa, claims);
    }

    private long now() {
        return clock.instant().getEpochSecond();
    }

    private void assertRefused(String jwt) {
        assertThat(json(assertProblem(post(jwt, body("x", "")), 401, "unauthenticated")).get("detail").asText())
                .isEqualTo("A valid credential is required");
        assertThat(standIn.calls()).isEmpty();
    }
}
