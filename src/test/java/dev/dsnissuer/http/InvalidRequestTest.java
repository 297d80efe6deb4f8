package dev.dsnissuer.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.dsnissuer.testing.FunctionTest;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;

/** What is refused because of how it is asked: 400, 404 for a path, 405, 413 and 415. Sentry is not called. */
@QuarkusTest
class InvalidRequestTest extends FunctionTest {

    @Test
    void brokenFields_allNamedAtOnce() {
        Response response = issue(
                """
                        {"organization": "a c", "name": " ", "rateLimit": {"count": "5", "per": 1}, "useCase": "other", "ratelimit": 1}""");

        assertThat(brokenFields(response)).containsExactlyInAnyOrder("organization", "project", "name", "rateLimit.count",
                "rateLimit.window", "rateLimit.per", "useCase", "ratelimit");
        assertThat(json(response).get("violations")).allMatch(violation -> !violation.get("message").textValue().isBlank());
        assertThat(standIn.calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", " ", "[]", "null", "\"text\"", "5", "{", "{\"name\":}", "{} {}",
            "\u0000" })
    void noJsonObject_refused(String body) {
        assertThat(brokenFields(issue(body))).contains("body");
        assertThat(standIn.calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "/", "/key", "/keys/x", "/KEYS", "/q/health" })
    void noSuchPath_notFound(String path) {
        assertProblem(authorized().get(path), 404, "not-found");
        assertProblem(authorized().options(path), 404, "not-found");
        assertProblem(authorized().accept("text/html").contentType(ContentType.JSON).body("{}").post(path), 404, "not-found");
    }

    @ParameterizedTest
    @ValueSource(strings = { "PATCH", "OPTIONS", "TRACE", "BREW" })
    void otherMethod_notAllowed(String method) {
        Response response = assertProblem(authorized().request(method, "/keys"), 405, "method-not-allowed");

        // The mock of the gateway splits the header at its commas.
        assertThat(response.headers().getValues("Allow")).map(String::strip).containsExactly("DELETE", "GET", "HEAD", "POST",
                "PUT");
    }

    @Test
    void bodyOver16KiB_tooLarge() {
        assertProblem(issue(" ".repeat(16 * 1024 + 1)), 413, "payload-too-large");
        assertThat(standIn.calls()).isEmpty();

        String body = body("x", "");
        dsn(issue(body + " ".repeat(16 * 1024 - body.length())), 201);
    }

    @ParameterizedTest
    @ValueSource(strings = { "text/plain", "text/csv", "application/xml", "application/*", "*/*",
            "json", "text/json" })
    void otherContentType_unsupported(String contentType) {
        Response response = authorized().contentType(contentType).body(body("x", "").getBytes()).post("/keys");

        assertProblem(response, 415, "unsupported-media-type");
        assertThat(standIn.calls()).isEmpty();
    }

    @Test
    void noContentType_unsupported() {
        assertProblem(authorized().noContentType().body(body("x", "").getBytes()).post("/keys"), 415, "unsupported-media-type");
    }

    @Test
    void jsonWithCharset_accepted() {
        dsn(authorized().contentType("Application/JSON; charset=UTF-8").body(body("x", "")).post("/keys"), 201);
    }
}
