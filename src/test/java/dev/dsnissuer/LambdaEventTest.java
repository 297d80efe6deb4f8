package dev.dsnissuer;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.path.json.JsonPath;

/** Events that no HTTP client can cause through the mock event server, but API Gateway can. */
@QuarkusTest
class LambdaEventTest extends FunctionTest {

    @Test
    void base64Body() {
        JsonPath answer = invoke("POST", "/keys", "",
                Base64.getEncoder().encodeToString(body("x", "").getBytes(StandardCharsets.UTF_8)));

        assertThat(answer.getInt("statusCode")).isEqualTo(201);
        assertThat(answer.getBoolean("isBase64Encoded")).isFalse();
        assertThat(new JsonPath(answer.getString("body")).getMap("")).containsOnlyKeys("dsn");
    }

    @Test
    void bodyThatIsNoUtf8() {
        JsonPath answer = invoke("POST", "/keys", "",
                Base64.getEncoder().encodeToString(new byte[] { '{', '"', (byte) 0xC3, '"', ':', '1', '}' }));

        assertProblem(answer, 400, "invalid-request");
        assertThat(new JsonPath(answer.getString("body")).getList("violations.field")).containsExactly("body");
    }

    @ParameterizedTest
    @CsvSource({ "/%zz, ''", "/keys, %zz", "'', ''", "/ke ys, ''", "/keys, a b" })
    void unreadableUrl(String path, String query) {
        assertProblem(invoke("POST", path, query, null), 400, "invalid-request");
        assertThat(standIn.calls()).isEmpty();
    }

    @Test
    void expectContinue_answeredOnce() {
        Map<String, Object> event = event("POST", "/keys", "", body("x", ""));
        event.put("headers", Map.of("Authorization", "Bearer " + StandInResource.TOKEN, "Content-Type", "application/json",
                "Expect", "100-continue"));

        assertThat(invoke(event).getInt("statusCode")).isEqualTo(201);
    }

    @Test
    void noHeadersAtAll() {
        Map<String, Object> event = event("POST", "/keys", "", body("x", ""));
        event.remove("headers");

        assertProblem(invoke(event), 401, "unauthenticated");
    }

    private static void assertProblem(JsonPath answer, int status, String code) {
        assertThat(answer.getInt("statusCode")).isEqualTo(status);
        assertThat(answer.getString("headers.Content-Type")).isEqualTo("application/problem+json");
        assertThat(new JsonPath(answer.getString("body")).getString("type")).isEqualTo("urn:dsn-issuer:problem:" + code);
    }

    private static Map<String, Object> event(String method, String path, String query, String body) {
        Map<String, Object> event = new HashMap<>(Map.of(
                "version", "2.0", "rawPath", path, "rawQueryString", query,
                "headers", Map.of("authorization", "Bearer " + StandInResource.TOKEN, "content-type", "application/json"),
                "requestContext", Map.of("http", Map.of("method", method, "path", path, "sourceIp", "127.0.0.1")),
                "isBase64Encoded", false));
        event.put("body", body);
        return event;
    }

    private static JsonPath invoke(String method, String path, String query, String base64Body) {
        Map<String, Object> event = event(method, path, query, base64Body);
        event.put("isBase64Encoded", true);
        return invoke(event);
    }

    private static JsonPath invoke(Map<String, Object> event) {
        return given().contentType(ContentType.JSON).body(event).post("/_lambda_").then().statusCode(200).extract().jsonPath();
    }
}
