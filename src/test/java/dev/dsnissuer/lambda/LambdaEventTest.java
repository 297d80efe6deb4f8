package dev.dsnissuer.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.JsonNode;

import dev.dsnissuer.testing.FunctionTest;
import dev.dsnissuer.testing.RuntimeApi;
import dev.dsnissuer.testing.StandInResource;
import io.quarkus.test.junit.QuarkusTest;

/** Events that API Gateway can send, but that no HTTP client can cause through the mock of it. */
@QuarkusTest
class LambdaEventTest extends FunctionTest {

    @Test
    void base64Body_issued() {
        JsonNode answer = invoke("/keys", "", body("x", "").getBytes(StandardCharsets.UTF_8));

        assertThat(answer.get("statusCode").asInt()).isEqualTo(201);
        assertThat(answer.get("isBase64Encoded").asBoolean()).isFalse();
        assertThat(dsn(json(answer.get("body").asText()))).isNotBlank();
    }

    @Test
    void bodyThatIsNoUtf8_refused() {
        JsonNode answer = invoke("/keys", "", new byte[] { '{', '"', (byte) 0xC3, '"', ':', '1', '}' });

        assertProblem(answer, 400, "invalid-request");
        assertThat(json(answer.get("body").asText()).get("violations").findValuesAsText("field")).containsExactly("body");
    }

    @ParameterizedTest
    @CsvSource({ "/%zz, ''", "/keys, %zz", "'', ''", "/ke ys, ''", "/keys, a b", "/keys?x, ''", "/keys#x, ''" })
    void unreadableUrl_refused(String path, String query) {
        assertProblem(invoke(event(path, query, null)), 400, "invalid-request");
        assertThat(standIn.calls()).isEmpty();
    }

    @Test
    void expectContinue_answeredOnce() {
        Map<String, Object> event = event("/keys", "", body("x", ""));
        event.put("headers", Map.of("Authorization", "Bearer " + StandInResource.TOKEN, "Content-Type", "application/json",
                "Expect", "100-continue"));

        assertThat(invoke(event).get("statusCode").asInt()).isEqualTo(201);
    }

    @Test
    void bodyThatIsNoBase64_refused() {
        Map<String, Object> event = event("/keys", "", "%%%");
        event.put("isBase64Encoded", true);

        assertProblem(invoke(event), 400, "invalid-request");
    }

    @Test
    void noHeaders_unauthenticated() {
        Map<String, Object> event = event("/keys", "", body("x", ""));
        event.remove("headers");

        assertProblem(invoke(event), 401, "unauthenticated");
    }

    /** Events of payload version 1.0 look like this, and so may those of somebody who invokes the function directly. */
    @Test
    void noHttp_refused() {
        Map<String, Object> event = event("/keys", "", body("x", ""));
        event.put("requestContext", Map.of("stage", "prod"));
        assertProblem(invoke(event), 400, "invalid-request");
        event.remove("requestContext");
        assertProblem(invoke(event), 400, "invalid-request");
    }

    private static void assertProblem(JsonNode answer, int status, String code) {
        assertThat(answer.get("statusCode").asInt()).isEqualTo(status);
        assertThat(answer.at("/headers/Content-Type").asText()).isEqualTo("application/problem+json");
        assertThat(json(answer.get("body").asText()).get("type").asText()).isEqualTo("urn:dsn-issuer:problem:" + code);
    }

    private static Map<String, Object> event(String path, String query, String body) {
        Map<String, Object> event = RuntimeApi.event("POST", path, query,
                Map.of("authorization", "Bearer " + StandInResource.TOKEN, "content-type", "application/json"));
        event.put("body", body);
        return event;
    }

    private static JsonNode invoke(String path, String query, byte[] body) {
        Map<String, Object> event = event(path, query, Base64.getEncoder().encodeToString(body));
        event.put("isBase64Encoded", true);
        return invoke(event);
    }
}
