package dev.dsnissuer.callers;

import static dev.dsnissuer.testing.WebhookSender.ID;
import static dev.dsnissuer.testing.WebhookSender.sign;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;

import org.jose4j.jwt.NumericDate;
import org.jose4j.keys.HmacKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import dev.dsnissuer.testing.AuditLines;
import dev.dsnissuer.testing.ClockForTests;
import dev.dsnissuer.testing.FunctionTest;
import dev.dsnissuer.testing.JwtIssuer;
import dev.dsnissuer.testing.RuntimeApi;
import dev.dsnissuer.testing.StandInResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/** Why a request is refused with 401: the audit line says it, and the answer never does. */
@QuarkusTest
@WithTestResource(value = JwtIssuer.class, initArgs = {
        @ResourceArg(name = "issuer.callers.\"limited\".jwt-subjects", value = "repo:*,group:x"),
        @ResourceArg(name = "issuer.callers.\"reader\".jwt-subjects", value = "group:*") })
class ReasonTest extends FunctionTest {

    JwtIssuer issuer;
    @Inject
    ClockForTests clock;
    private AuditLines audit;

    @BeforeEach
    void listen() {
        clock.reset();
        audit = new AuditLines();
    }

    @AfterEach
    void stopListening() {
        audit.close();
    }

    @Test
    void noCredential() {
        assertReason("no-credential", null, Map.of());
        assertReason("no-credential", null, Map.of("webhook-id", ID, "webhook-timestamp", now()));
    }

    @ParameterizedTest
    @ValueSource(strings = { "webhook-signature", "svix-signature" })
    void severalCredentials(String header) {
        assertReason("several-credentials", null,
                Map.of("authorization", "Bearer " + StandInResource.TOKEN, header, "v1,AAAA"));
        Map<String, String> headers = signed("webhook-", StandInResource.WEBHOOK_SECRET);
        headers.put("authorization", "Bearer " + issuer.jwt());
        assertReason("several-credentials", null, headers);
    }

    @ParameterizedTest
    @ValueSource(strings = { "Basic YTpi", "Bearer", "Bearer a b", "", "bearer\ttoken", StandInResource.TOKEN })
    void malformedAuthorization(String authorization) {
        assertReason("malformed", null, Map.of("authorization", authorization));
    }

    @ParameterizedTest
    @CsvSource({ "webhook-id, ", "webhook-id, ''", "webhook-timestamp, ", "webhook-timestamp, soon",
            "webhook-signature, v2-AAAA",
            "webhook-signature, ''", "svix-id, msg_1", "svix-timestamp, 1614265330", "svix-signature, 'v1,AAAA'" })
    void malformedSignature(String header, String value) {
        Map<String, String> headers = signed("webhook-", StandInResource.WEBHOOK_SECRET);
        headers.put(header, value);
        headers.values().removeIf(text -> text == null);

        assertReason("malformed", "webhook", headers);
    }

    /** Each header alone would do. */
    @Test
    void mixedSignature_malformed() {
        Map<String, String> headers = signed("webhook-", StandInResource.WEBHOOK_SECRET);
        headers.putAll(signed("svix-", StandInResource.WEBHOOK_SECRET));
        assertReason("malformed", "webhook", headers);
        headers.remove("webhook-signature");
        assertReason("malformed", "webhook", headers);
    }

    @Test
    void olderHeaders_meanTheSame() {
        assertThat(send("POST", signed("svix-", StandInResource.WEBHOOK_SECRET)).get("statusCode").asInt()).isEqualTo(201);
        JsonNode line = audit.read().get(0);
        assertThat(line.get("caller").asText()).isEqualTo("backstage");
        assertThat(line.get("webhookId").asText()).isEqualTo(ID);
        assertThat(line.has("reason")).isFalse();
    }

    @Test
    void unknownToken() {
        assertReason("unknown-token", "token", Map.of("authorization", "Bearer wrong"));
        assertReason("unknown-token", "token", Map.of("authorization", "Bearer " + StandInResource.TOKEN_SHA256));
    }

    @Test
    void badSignature() {
        assertReason("bad-signature", "webhook", signed("webhook-", "whsec_bm9ib2R5J3Mgc2VjcmV0LCBhdCBhbGw="));
        assertReason("bad-signature", "webhook", signed("svix-", "whsec_bm9ib2R5J3Mgc2VjcmV0LCBhdCBhbGw="));
    }

    @ParameterizedTest
    @ValueSource(longs = { -301, 301 })
    void staleTimestamp(long seconds) {
        clock.freeze();
        Map<String, String> headers = signed("webhook-", StandInResource.WEBHOOK_SECRET);
        clock.advance(Duration.ofSeconds(-seconds));

        assertReason("stale-timestamp", "webhook", headers);
    }

    @ParameterizedTest
    @ValueSource(strings = { "GET", "DELETE", "HEAD", "PATCH", "OPTIONS" })
    void webhookNotAccepted(String method) {
        for (String prefix : List.of("webhook-", "svix-")) {
            Map<String, String> headers = signed(prefix, StandInResource.WEBHOOK_SECRET);

            assertThat(send(method, headers).get("statusCode").asInt()).isEqualTo(401);
            assertThat(audit.read()).last().satisfies(line -> {
                assertThat(line.get("reason").asText()).isEqualTo("webhook-not-accepted");
                assertThat(line.has("caller")).isFalse();
            });
        }
    }

    @Test
    void webhook_acceptedForPut() {
        JsonNode answer = send("PUT", signed("webhook-", StandInResource.WEBHOOK_SECRET));

        assertThat(answer.get("statusCode").asInt()).isNotEqualTo(401);
        assertThat(audit.read().get(0).get("caller").asText()).isEqualTo("backstage");
    }

    @Test
    void unknownIssuer() {
        assertJwt("unknown-issuer", issuer.jwt("RS256", issuer.rsa, claims -> claims.setIssuer("https://another.example")));
        assertJwt("unknown-issuer", issuer.jwt("RS256", issuer.rsa, claims -> claims.unsetClaim("iss")));
    }

    @Test
    void badJwt() {
        assertJwt("bad-jwt", "a.b.c");
        assertJwt("bad-jwt", issuer.jwt("RS256", issuer.unpublished, claims -> {
        }));
        assertJwt("bad-jwt", issuer.jwt() + "x");
        assertJwt("bad-jwt", issuer.jwt("RS256", issuer.rsa, claims -> claims.unsetClaim("exp")));
        assertJwt("bad-jwt", issuer.jwt("RS256", issuer.rsa, claims -> claims.setNotBefore(in(10))));
        assertJwt("bad-jwt", JwtIssuer.jwt("none", null, null, claims -> {
        }, jws -> jws));
        assertJwt("bad-jwt", JwtIssuer.jwt("HS256", new HmacKey(issuer.rsa.getPublicKey().getEncoded()), "rsa", claims -> {
        }, jws -> jws));
    }

    @Test
    void expiredJwt_fiveSecondsLater() {
        clock.freeze();
        assertJwt("expired-jwt", issuer.jwt("RS256", issuer.rsa, claims -> claims.setExpirationTime(in(-5))));
        dsn(post(issuer.jwt("RS256", issuer.rsa, claims -> claims.setExpirationTime(in(-4))), body("x", "")), 201);
        dsn(post(issuer.jwt("RS256", issuer.rsa, claims -> claims.setNotBefore(in(5))), body("x", "")), 200);
    }

    @Test
    void wrongAudience() {
        assertJwt("wrong-audience", issuer.jwt("RS256", issuer.rsa, claims -> claims.setAudience("another")));
        assertJwt("wrong-audience", issuer.jwt("RS256", issuer.rsa, claims -> claims.unsetClaim("aud")));
    }

    @ParameterizedTest
    @CsvSource({ "user:nobody, no caller's", "repo:x/y, no caller's", "group:x, 'of several callers: '" })
    void unknownSubject_warned(String subject, String said) {
        try (AuditLines log = new AuditLines(CallerAuthentication.class.getName())) {
            assertJwt("unknown-subject", issuer.jwt("RS256", issuer.rsa, claims -> claims.setSubject(subject)));

            assertThat(log.records()).singleElement().satisfies(record -> {
                assertThat(record.getLevel().getName()).isEqualTo("WARN");
                assertThat(record.getMessage()).startsWith("A JWT of issuer portal verifies").contains(said);
            });
        }
    }

    @Test
    void claimThatNamesNobody() {
        assertJwt("bad-jwt", issuer.jwt("RS256", issuer.rsa, claims -> claims.setClaim("sub", 5)));
        assertJwt("bad-jwt", issuer.jwt("RS256", issuer.rsa, claims -> claims.setClaim("sub", List.of(JwtIssuer.SUBJECT))));
        assertJwt("unknown-subject", issuer.jwt("RS256", issuer.rsa, claims -> claims.unsetClaim("sub")));
        assertJwt("unknown-subject", issuer.jwt("RS256", issuer.rsa, claims -> claims.setSubject("")));
    }

    @Test
    void patternOfOneCallerAlone_thatCaller() {
        assertThat(post(issuer.jwt("RS256", issuer.rsa, claims -> claims.setSubject("group:y")), body("x", "")).statusCode())
                .isEqualTo(403);
        assertThat(audit.read().get(0).get("caller").asText()).isEqualTo("reader");
    }

    private void assertJwt(String reason, String jwt) {
        assertReason(reason, "jwt", Map.of("authorization", "Bearer " + jwt));
    }

    /** @param credential null where the line must name none */
    private void assertReason(String reason, String credential, Map<String, String> headers) {
        JsonNode answer = send("POST", headers);

        assertThat(answer.get("statusCode").asInt()).as(reason).isEqualTo(401);
        assertThat(json(answer.get("body").asText())).isEqualTo(json("{\"type\": \"urn:dsn-issuer:problem:unauthenticated\","
                + " \"title\": \"Unauthenticated\", \"status\": 401, \"detail\": \"A valid credential is required\"}"));
        assertThat(answer.at("/headers/WWW-Authenticate").asText()).isEqualTo("Bearer");
        assertThat(audit.read()).last().satisfies(line -> {
            assertThat(line.get("event").asText()).isEqualTo("refused");
            assertThat(line.get("problem").asText()).isEqualTo("unauthenticated");
            assertThat(line.get("reason").asText()).isEqualTo(reason);
            assertThat(line.path("credential").asText(null)).isEqualTo(credential);
            assertThat(line.has("caller")).isFalse();
        });
        assertThat(standIn.calls()).isEmpty();
    }

    private JsonNode send(String method, Map<String, String> headers) {
        Map<String, String> all = new HashMap<>(headers);
        all.put("content-type", "application/json");
        Map<String, Object> event = RuntimeApi.event(method, "/keys", "", all);
        event.put("body", body("x", ""));
        return invoke(event);
    }

    private Map<String, String> signed(String prefix, String secret) {
        Instant now = clock.instant();
        return new HashMap<>(Map.of(prefix + "id", ID, prefix + "timestamp", now(), prefix + "signature",
                sign(secret, ID, now, body("x", ""))));
    }

    private String now() {
        return Long.toString(clock.instant().getEpochSecond());
    }

    private NumericDate in(long seconds) {
        return NumericDate.fromSeconds(clock.instant().getEpochSecond() + seconds);
    }
}
