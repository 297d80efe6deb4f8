package dev.dsnissuer.http;

import static dev.dsnissuer.testing.RuntimeApi.event;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import dev.dsnissuer.testing.FunctionTest;
import dev.dsnissuer.testing.PortalPage;
import dev.dsnissuer.testing.StandInResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** What a browser asks and sees when a portal's page calls the function: its preflights, and the headers of the answers. */
@QuarkusTest
@WithTestResource(PortalPage.class)
class CorsTest extends FunctionTest {

    PortalPage portal;

    @ParameterizedTest
    @ValueSource(strings = { "GET", "POST", "PUT", "DELETE" })
    void preflight_allowedWithoutACredential(String method) {
        JsonNode answer = preflight(portal.origin(true), method);

        assertThat(answer.get("statusCode").asInt()).isEqualTo(200);
        Map<String, String> headers = headers(answer);
        assertThat(headers).containsEntry("access-control-allow-origin", portal.origin(true))
                .containsEntry("access-control-allow-credentials", "false").containsEntry("access-control-max-age", "600");
        assertThat(headers.get("access-control-allow-methods").split(",")).contains(method);
        assertThat(headers.get("access-control-allow-headers").split(",")).containsExactlyInAnyOrder("authorization",
                "content-type");
        assertThat(standIn.calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "https://evil.example", "null", "http://localhost", "https://localhost:1", "", "*" })
    void otherOrigin_refusedWithAnyCredential(String origin) {
        JsonNode preflight = preflight(origin, "POST");
        Map<String, Object> event = event("POST", "/keys", "", Map.of("host", "api.example", "origin", origin, "authorization",
                "Bearer " + StandInResource.TOKEN, "content-type", "application/json"));
        event.put("body", body("x", ""));
        JsonNode call = invoke(event);

        for (JsonNode answer : List.of(preflight, call)) {
            assertThat(answer.get("statusCode").asInt()).isEqualTo(403);
            assertThat(headers(answer)).doesNotContainKey("access-control-allow-origin");
            assertThat(answer.get("body").asText()).contains("urn:dsn-issuer:problem:forbidden");
        }
        assertThat(issuedKeys()).isEmpty();
    }

    @Test
    void answerAndRefusal_readableByThePortal() {
        Response issued = given().header("Origin", portal.origin(true)).header("Authorization",
                "Bearer " + StandInResource.TOKEN).contentType("application/json").body(body("x", "")).post("/keys");
        Response refused = given().header("Origin", portal.origin(true)).contentType("application/json").body("{}")
                .post("/keys");

        dsn(issued, 201);
        assertProblem(refused, 401, "unauthenticated");
        for (Response answer : List.of(issued, refused)) {
            assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(portal.origin(true));
            assertThat(answer.header("Access-Control-Expose-Headers")).isEqualTo("Retry-After");
        }
    }

    /** The framework's own check cannot read some of these, and takes others for the function's own origin. */
    @ParameterizedTest
    @CsvSource({ "http://api.example, /keys", "http://evil.example, /|", "http://evil.example, /keys" })
    void originWithoutTls_refused(String origin, String path) {
        Map<String, Object> event = event("POST", path, "x=|", Map.of("host", "api.example", "origin", origin, "authorization",
                "Bearer " + StandInResource.TOKEN, "content-type", "application/json"));

        JsonNode answer = invoke(event);

        assertThat(answer.get("statusCode").asInt()).isEqualTo(403);
        assertThat(answer.get("body").asText()).contains("urn:dsn-issuer:problem:forbidden");
    }

    @ParameterizedTest
    @ValueSource(strings = { "PATCH", "OPTIONS", "BREW" })
    void otherMethod_notAllowedAndReadable(String method) {
        Response answer = given().header("Origin", portal.origin(true))
                .header("Authorization", "Bearer " + StandInResource.TOKEN).request(method, "/keys");

        assertProblem(answer, 405, "method-not-allowed");
        assertThat(answer.header("Access-Control-Allow-Origin")).isEqualTo(portal.origin(true));
    }

    @Test
    void noOrigin_noCorsHeaders() {
        assertThat(issue(body("x", "")).headers().asList()).noneMatch(header -> header.getName().startsWith("Access-Control"));
    }

    private static JsonNode preflight(String origin, String method) {
        return invoke(event("OPTIONS", "/keys", "",
                Map.of("host", "api.example", "origin", origin, "access-control-request-method", method,
                        "access-control-request-headers", "authorization,content-type,x-other")));
    }

    private static Map<String, String> headers(JsonNode answer) {
        Map<String, String> headers = new HashMap<>();
        answer.get("headers").forEachEntry((name, value) -> headers.put(name.toLowerCase(Locale.ROOT), value.asText()));
        return headers;
    }
}
