package dev.dsnissuer.callers;

import static dev.dsnissuer.testing.WebhookSender.ID;
import static dev.dsnissuer.testing.WebhookSender.headers;
import static dev.dsnissuer.testing.WebhookSender.send;
import static dev.dsnissuer.testing.WebhookSender.sign;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import dev.dsnissuer.testing.AuditLines;
import dev.dsnissuer.testing.ClockForTests;
import dev.dsnissuer.testing.FunctionTest;
import dev.dsnissuer.testing.Lambda;
import dev.dsnissuer.testing.RuntimeApi;
import dev.dsnissuer.testing.StandInResource;
import io.quarkus.test.junit.QuarkusTest;

/** Standard Webhooks, through Lambda events. */
@QuarkusTest
class WebhookTest extends FunctionTest {

    private static final String SECRET = StandInResource.WEBHOOK_SECRET;

    @Inject
    ClockForTests clock;

    @AfterEach
    void today() {
        clock.reset();
    }

    /** The test vector that the specification's libraries share; its body asks for no key, so it gets as far as 400. */
    @ParameterizedTest
    @ValueSource(booleans = { false, true })
    void testVector(boolean base64) {
        Instant then = Instant.ofEpochSecond(1614265330);
        clock.moveTo(then);
        Map<String, String> headers = headers("msg_p5jXN8AQM9LWM0D4loKWxJek", then,
                "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");

        assertThat(status(send(headers, "{\"test\": 2432232314}", base64))).isEqualTo(400);
        assertThat(status(send(headers, "{\"test\": 2432232315}", base64))).isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(booleans = { false, true })
    void signed_issued(boolean base64) {
        Instant now = Instant.now();
        String body = body("caf\u00e9", "");

        JsonNode answer = send(headers(ID, now, sign(SECRET, ID, now, body)), body, base64);

        assertThat(status(answer)).isEqualTo(201);
        assertThat(issuedKeys()).hasSize(1);
    }

    @Test
    void bytesThatAreNoText_signedAsTheyAre() {
        Instant now = Instant.now();
        String garbled = "{\"name\": \"\ufffd\"}";
        Map<String, String> headers = headers(ID, now, sign(SECRET, ID, now, garbled));

        assertThat(status(send(headers, garbled, true))).isEqualTo(400);
        // Decoded to text, this would be the same.
        assertThat(status(send(headers, new byte[] { '{', '"', 'n', 'a', 'm', 'e', '"', ':', ' ', '"', (byte) 0xFF, '"', '}' },
                true))).isEqualTo(401);
    }

    @Test
    void emptyBody_signedToo() {
        Instant now = Instant.now();
        Map<String, Object> event = RuntimeApi.event("POST", "/keys", "", headers(ID, now, sign(SECRET, ID, now, "")));

        assertThat(status(invoke(event))).isEqualTo(400);
    }

    /** A body that is too large for any request is not hashed with every secret of every caller. */
    @Test
    void largeBody_refusedWithoutACheck() {
        assertThat(status(send(SECRET, " ".repeat(17_000)))).isEqualTo(413);
        assertThat(status(send(SECRET, " ".repeat(200_000)))).isEqualTo(401);
    }

    @Test
    void eachSecretOfACaller() {
        assertThat(status(send(SECRET, body("x", "")))).isEqualTo(201);
        assertThat(status(send(StandInResource.OTHER_WEBHOOK_SECRET, body("x", "")))).isEqualTo(200);
    }

    @Test
    void severalSignatures_anyOfThem() {
        Instant now = Instant.now();
        String body = body("x", "");
        String right = sign(SECRET, ID, now, body);
        String wrong = sign(SECRET, ID, now, "other");

        assertThat(status(send(headers(ID, now, wrong + " " + right), body, false))).isEqualTo(201);
        assertThat(status(send(headers(ID, now, right + " v1a,x v2," + wrong), body, true))).isEqualTo(200);
        assertThat(status(send(headers(ID, now, wrong + " " + wrong), body, false))).isEqualTo(401);
    }

    @Test
    void anotherCallersSecret_anotherCallersPolicy() {
        assertThat(status(send(StandInResource.READER_WEBHOOK_SECRET, body("x", "")))).isEqualTo(403);
        assertThat(standIn.calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = { false, true })
    void tampered_refused(boolean base64) {
        Instant now = Instant.now();
        String body = body("x", "");
        String signature = sign(SECRET, ID, now, body);

        assertRefused(send(headers(ID, now, signature), body("y", ""), base64));
        assertRefused(send(headers(ID, now, signature), body + " ", base64));
        assertRefused(send(headers(ID + "x", now, signature), body, base64));
        assertRefused(send(headers(ID, now.plusSeconds(1), signature), body, base64));
        assertRefused(send(headers(ID, now, signature.replace("v1,", "v2,")), body, base64));
        assertRefused(send(headers(ID, now, signature.replace("v1,", "v1a,")), body, base64));
        assertRefused(send(headers(ID, now, signature.replace("v1,", "")), body, base64));
        assertRefused(send(headers(ID, now, signature.substring(0, signature.length() - 2)), body, base64));
        assertRefused(send(headers(ID, now, "v1,"), body, base64));
        assertRefused(send(headers(ID, now, ","), body, base64));
        assertRefused(send(headers(ID, now, ""), body, base64));
    }

    @ParameterizedTest
    @CsvSource({ "-300, 201", "300, 201", "-301, 401", "301, 401", "-86400, 401" })
    void tolerance_fiveMinutes(long seconds, int status) {
        clock.freeze();
        Instant then = clock.instant().plusSeconds(seconds);
        String body = body("x", "");

        assertThat(status(send(headers(ID, then, sign(SECRET, ID, then, body)), body, false))).isEqualTo(status);
    }

    @ParameterizedTest
    @ValueSource(strings = { "webhook-id", "webhook-timestamp", "webhook-signature" })
    void headerMissing_refused(String name) {
        Instant now = Instant.now();
        Map<String, String> headers = headers(ID, now, sign(SECRET, ID, now, body("x", "")));
        headers.remove(name);

        assertRefused(send(headers, body("x", ""), false));
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "two\twords" })
    void idThatIsNone_refused(String id) {
        Instant now = Instant.now();
        Map<String, String> headers = headers(id, now, sign(SECRET, id, now, body("x", "")));
        if (id.isEmpty()) {
            assertRefused(send(headers, body("x", ""), false));
            headers.remove("webhook-id");
        } else {
            headers.put("Webhook-Id", id);
        }

        assertRefused(send(headers, body("x", ""), false));
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "now", "1e9", "-1", "99999999999999999999", " 1614265330" })
    void timestampThatIsNone_refused(String timestamp) {
        Map<String, String> headers = headers(ID, Instant.now(), sign(SECRET, ID, Instant.now(), body("x", "")));
        headers.put("webhook-timestamp", timestamp);

        assertRefused(send(headers, body("x", ""), false));
    }

    @Test
    void secretOfNobody_refused() {
        assertRefused(send("whsec_bm9ib2R5J3Mgc2VjcmV0LCBhdCBhbGw=", body("x", "")));
    }

    @ParameterizedTest
    @ValueSource(strings = { StandInResource.TOKEN, "wrong" })
    void secondCredential_refused(String token) {
        Instant now = Instant.now();
        String body = body("x", "");
        Map<String, String> headers = headers(ID, now, sign(SECRET, ID, now, body));
        headers.put("Authorization", "Bearer " + token);

        assertRefused(send(headers, body, false));
        headers.put("webhook-signature", ",");
        assertRefused(send(headers, body, false));
        headers.put("webhook-signature", "");
        assertRefused(send(headers, body, false));
    }

    @Test
    void secondCredential_namedInNoLogLine() {
        try (AuditLines audit = new AuditLines()) {
            Map<String, String> headers = headers(ID, Instant.now(), "v1,AAAA");
            headers.put("Authorization", "Bearer " + StandInResource.TOKEN);
            send(headers, body("x", ""), false);

            assertThat(audit.read()).hasSize(1);
            assertThat(audit.read().get(0).get("problem").asText()).isEqualTo("unauthenticated");
            assertThat(audit.read().get(0).has("credential")).isFalse();
        }
    }

    @Test
    void authorizationTwice_refused() {
        Map<String, Object> event = RuntimeApi.event("POST", "/keys", "", Map.of("content-type", "application/json",
                "Authorization", "Bearer " + StandInResource.TOKEN, "authorization", "Bearer " + StandInResource.TOKEN));
        event.put("body", body("x", ""));

        assertRefused(invoke(event));
    }

    /** It may be delivered again for as long as the sender cares to sign it anew. */
    @Test
    void redelivered_theSameDsn() {
        JsonNode first = send(SECRET, body("x", ""));
        clock.advance(Duration.ofMinutes(4));

        assertThat(send(SECRET, body("x", "")).get("body").asText()).isEqualTo(first.get("body").asText());
        assertThat(issuedKeys()).hasSize(1);
    }

    @Test
    void parsedOnlyOnceVerified() {
        assertThat(status(send(SECRET, "not JSON"))).isEqualTo(400);
        assertRefused(send(headers(ID, Instant.now(), "v1,AAAA"), "not JSON".getBytes(StandardCharsets.UTF_8), false));
    }

    private void assertRefused(JsonNode answer) {
        assertThat(status(answer)).as(answer.toString()).isEqualTo(401);
        assertThat(answer.at("/headers/WWW-Authenticate").asText()).isEqualTo("Bearer");
        assertThat(json(answer.get("body").asText()).get("detail").asText()).isEqualTo("A valid credential is required");
        assertThat(standIn.calls()).isEmpty();
    }

    private static int status(JsonNode answer) {
        return answer.get("statusCode").asInt();
    }
}
