package dev.dsnissuer.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import dev.dsnissuer.testing.FunctionTest;
import dev.dsnissuer.testing.RuntimeApi;
import dev.dsnissuer.testing.StandInResource;
import io.quarkus.test.junit.QuarkusTest;

/** The body is JSON in strict UTF-8, and its {@code Content-Type} says that it is JSON. */
@QuarkusTest
class EncodingTest extends FunctionTest {

    /** Overlong forms of {@code /} and {@code NUL}, surrogates, cut off, a stray continuation, beyond Unicode, a lone 0xFF. */
    @ParameterizedTest
    @ValueSource(strings = { "c0af", "e080af", "f08080af", "c080", "eda080", "edb080", "eda080edb080", "c3", "e282", "80",
            "f4908080", "ff" })
    void brokenUtf8_refused(String hex) {
        String before = "{\"organization\": \"acme\", \"project\": \"%s\", \"name\": \"x".formatted(slug);

        assertRefused(bytes(before, HexFormat.of().parseHex(hex), "\"}"));
    }

    @Test
    void otherEncodings_refused() {
        assertRefused(body("x", "").getBytes(StandardCharsets.UTF_16BE));
        assertRefused(body("x", "").getBytes(StandardCharsets.UTF_16LE));
        assertRefused(bytes("", new byte[] { (byte) 0xEF, (byte) 0xBB, (byte) 0xBF }, body("x", "")));
    }

    @ParameterizedTest
    @ValueSource(strings = { "\\ud800", "\\udc00", "\\udc00\\ud800" })
    void loneSurrogate_refused(String escape) {
        assertThat(brokenFields(issue(body("x" + escape, "")))).containsExactly("name");
        assertThat(invoke("application/json", "{\"%s\": 1}".formatted(escape).getBytes(StandardCharsets.UTF_8))
                .get("statusCode").asInt()).isEqualTo(400);
    }

    @Test
    void everyLengthOfUtf8_taken() {
        dsn(issue(body("a\u00e9\u20ac\ud83d\udd11", "")), 201);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", " ", "json", "/", "application/", "/json", ";", "\"", "*/*",
            "application/*", "text/plain", "application/jsonp", "application/json, text/plain" })
    void noReadableJsonType_unsupported(String type) {
        JsonNode answer = invoke(type, body("x", "").getBytes(StandardCharsets.UTF_8));

        assertThat(answer.get("statusCode").asInt()).as(answer.toString()).isEqualTo(415);
        assertThat(answer.get("body").asText()).contains("urn:dsn-issuer:problem:unsupported-media-type");
        assertThat(standIn.calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "application/json", "Application/JSON;charset=utf-8", "application/json ; charset=\"UTF-8\"" })
    void json_taken(String type) {
        assertThat(invoke(type, body("x", "").getBytes(StandardCharsets.UTF_8)).get("statusCode").asInt()).isEqualTo(201);
    }

    private void assertRefused(byte[] body) {
        JsonNode answer = invoke("application/json", body);

        assertThat(answer.get("statusCode").asInt()).isEqualTo(400);
        assertThat(json(answer.get("body").asText()).get("violations").findValuesAsText("field")).containsExactly("body");
        assertThat(standIn.calls()).isEmpty();
    }

    private static byte[] bytes(String before, byte[] middle, String after) {
        String text = before + new String(middle, StandardCharsets.ISO_8859_1) + after;
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    private JsonNode invoke(String type, byte[] body) {
        Map<String, Object> event = RuntimeApi.event("POST", "/keys", "",
                Map.of("authorization", "Bearer " + StandInResource.TOKEN, "content-type", type));
        event.put("body", Base64.getEncoder().encodeToString(body));
        event.put("isBase64Encoded", true);
        return invoke(event);
    }
}
