package dev.dsnissuer.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.dsnissuer.keys.KeyIssuer;
import dev.dsnissuer.keys.KeyIssuersForTests;
import dev.dsnissuer.standin.Answer;
import dev.dsnissuer.standin.Profile;
import dev.dsnissuer.testing.FunctionTest;
import dev.dsnissuer.testing.StandInAnswers;
import dev.dsnissuer.testing.StandInResource;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;

/** Every row of the contract's table of errors. */
@QuarkusTest
class ProblemTest extends FunctionTest {

    private static final String LIMIT = ", \"rateLimit\": {\"count\": 1000, \"window\": 3600}";

    // --- 400 ---

    @Test
    void everyBrokenFieldAtOnce() {
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
    void noJsonObject(String body) {
        assertThat(brokenFields(issue(body))).contains("body");
        assertThat(standIn.calls()).isEmpty();
    }

    @Test
    void refusedBySentryAsInvalid() {
        answer("POST", Answer.of(400, "{\"name\": [\"Forbidden word: hunter2\"], \"internal\": [\"detail\"]}"));

        Response response = issue(body("x", ""));

        assertThat(brokenFields(response)).containsExactly("name");
        assertThat(response.asString()).doesNotContain("hunter2", "internal\"");
    }

    @Test
    void refusedBySentryAsInvalid_withoutWords() {
        answer("POST", Answer.of(400, "<html>"));

        assertThat(brokenFields(issue(body("x", "")))).containsExactly("request");
    }

    // --- 401, 403 ---

    @ParameterizedTest
    @ValueSource(strings = { "", "Bearer", "Bearer ", "Bearer wrong", "Basic YTpi", "backstage-token",
            "Bearer backstage-token x",
            "Bearer backstage-token,Bearer backstage-token", "Bearer BACKSTAGE-TOKEN" })
    void noCredentialThatVerifies(String authorization) {
        RequestSpecification request = given().contentType(ContentType.JSON).body(body("x", ""));

        assertUnauthenticated(
                (authorization.isEmpty() ? request : request.header("Authorization", authorization)).post("/keys"));
    }

    @Test
    void twoCredentials() {
        assertUnauthenticated(authorized().header("webhook-signature", "v1,AAAA").contentType(ContentType.JSON)
                .body(body("x", "")).post("/keys"));
    }

    @Test
    void unauthenticated_whateverThePathMethodOrBody() {
        assertUnauthenticated(given().get("/nothing"));
        assertUnauthenticated(given().delete("/keys"));
        assertUnauthenticated(given().contentType("text/plain").body("x").post("/keys"));
    }

    @Test
    void operationNotAllowed() {
        assertProblem(post(StandInResource.READER_TOKEN, body("x", "")), 403, "forbidden");
        assertThat(standIn.calls()).isEmpty();
    }

    @Test
    void projectNotAllowed() {
        assertProblem(issue("{\"organization\": \"umbrella\", \"project\": \"checkout\", \"name\": \"x\"}"), 403, "forbidden");
        assertThat(standIn.calls()).isEmpty();
    }

    // --- 404, 405 ---

    @Test
    void unknownProject() {
        assertProblem(issue("{\"organization\": \"acme\", \"project\": \"nowhere\", \"name\": \"x\"}"), 404, "unknown-project");
    }

    @Test
    void unknownOrganization_emptyBody() {
        answer("GET", new Answer(404, Map.of(), ""));
        assertThat(dsn(issue(body("x", "")), 201)).isNotNull();

        answer("POST", new Answer(404, Map.of(), ""));
        assertProblem(issue(body("y", "")), 404, "unknown-project");
    }

    @ParameterizedTest
    @ValueSource(strings = { "/", "/key", "/keys/x", "/KEYS", "/q/health" })
    void noSuchPath(String path) {
        assertProblem(authorized().get(path), 404, "not-found");
        assertProblem(authorized().options(path), 404, "not-found");
        assertProblem(authorized().accept("text/html").contentType(ContentType.JSON).body("{}").post(path), 404, "not-found");
    }

    @ParameterizedTest
    @ValueSource(strings = { "PUT", "PATCH", "OPTIONS", "TRACE", "BREW" })
    void methodNotAllowed(String method) {
        Response response = assertProblem(authorized().request(method, "/keys"), 405, "method-not-allowed");

        // The mock of the gateway makes four headers of the one.
        assertThat(response.headers().getValues("Allow")).map(String::strip).containsExactly("DELETE", "GET", "HEAD", "POST");
    }

    // --- 409 ---

    @Test
    void keyDeactivated() {
        dsn(issue(body("x", "")), 201);
        issuedKeys().get(0).active = false;

        assertProblem(issue(body("x", "")), 409, "key-deactivated");
        assertThat(issuedKeys()).hasSize(1);
    }

    @Test
    void rateLimitDiffers() {
        dsn(issue(body("x", "")), 201);
        assertProblem(issue(body("x", LIMIT)), 409, "rate-limit-differs");

        dsn(issue(body("y", LIMIT)), 201);
        assertProblem(issue(body("y", LIMIT.replace("3600", "60"))), 409, "rate-limit-differs");
        assertThat(issuedKeys()).hasSize(2);
    }

    @Test
    void projectMoved() {
        standIn.rename(project, slug + "-new");

        Response response = assertProblem(issue(body("x", "")), 409, "project-moved");

        assertThat(json(response).get("project").asText()).isEqualTo(slug + "-new");
        assertThat(response.header("Location")).isNull();
        assertThat(calledMethods()).containsExactly("GET");
    }

    @Test
    void projectMoved_betweenTheCalls() {
        String to = slug + "-new";
        answer("POST", Answer.of(302, "{\"slug\": \"" + to + "\"}").with("Location", "/api/0/projects/acme/" + to + "/keys/"));

        assertProblem(issue(body("x", "")), 409, "project-moved");
        assertThat(calledMethods()).containsExactly("GET", "POST");
    }

    // --- 413, 415 ---

    @Test
    void largestBody() {
        assertProblem(issue(" ".repeat(16 * 1024 + 1)), 413, "payload-too-large");
        assertThat(standIn.calls()).isEmpty();

        String body = body("x", "");
        dsn(issue(body + " ".repeat(16 * 1024 - body.length())), 201);
    }

    @ParameterizedTest
    @ValueSource(strings = { "text/plain", "text/csv", "application/xml", "application/*", "*/*",
            "json", "text/json" })
    void notJson(String contentType) {
        Response response = authorized().contentType(contentType).body(body("x", "").getBytes()).post("/keys");

        assertProblem(response, 415, "unsupported-media-type");
        assertThat(standIn.calls()).isEmpty();
    }

    @Test
    void noContentType() {
        assertProblem(authorized().noContentType().body(body("x", "").getBytes()).post("/keys"), 415, "unsupported-media-type");
    }

    @Test
    void jsonWithCharset() {
        dsn(authorized().contentType("Application/JSON; charset=UTF-8").body(body("x", "")).post("/keys"), 201);
    }

    // --- 500 ---

    @Test
    void defect() {
        QuarkusMock.installMockForType(KeyIssuersForTests.failing("what nobody outside may read"), KeyIssuer.class);

        assertThat(assertProblem(issue(body("x", "")), 500, "internal-error").asString()).doesNotContain("nobody");
    }

    // --- 502 ---

    @Test
    void tokenRefused() {
        allow("project:read", false);

        assertProblem(issue(body("x", "")), 502, "sentry-refused");
    }

    @ParameterizedTest
    @CsvSource({ "GET, 401", "GET, 403", "POST, 401", "POST, 403" })
    void tokenRefused(String method, int status) {
        answer(method, Answer.of(status, "{\"detail\": \"Invalid token\"}").with("WWW-Authenticate", "xBasic realm=\"api\""));

        assertThat(assertProblem(issue(body("x", "")), 502, "sentry-refused").header("WWW-Authenticate")).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "null", "[]", "{}", "<html>", "{\"id\": \"", "{\"id\": 5}",
            "{\"id\": \"x\", \"isActive\": true}",
            "{\"id\": \"x\", \"dsn\": {\"public\": \"\"}}", "{\"id\": \"x\", \"isActive\": null}" })
    void answerThatIsNoKey(String body) {
        answer("GET", Answer.of(200, body));

        assertProblem(issue(body("x", "")), 502, "sentry-misbehaved");
    }

    @Test
    void foundKeySaysNotWhetherItIsActive() {
        dsn(issue(body("x", "")), 201);
        alter("GET", answer -> StandInAnswers.keeping(answer, "id", "name", "dsn"));

        assertProblem(issue(body("x", "")), 502, "sentry-misbehaved");
    }

    @ParameterizedTest
    @ValueSource(strings = { "text/html", "nonsense", "" })
    void answerThatIsNotJson(String contentType) {
        answer("POST", new Answer(201, Map.of("Content-Type", contentType), "<html>Created</html>"));

        assertProblem(issue(body("x", "")), 502, "sentry-misbehaved");
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "{\"isActive\": false}",
            "{\"isActive\": null}",
            "{\"dsn\": null}",
            "{\"dsn\": {\"public\": null}}",
            "{\"dsn\": {\"public\": \"\"}}",
            "{\"dsn\": {\"public\": \"KEY\"}}",
            "{\"dsn\": {\"public\": \"https://KEY:5ec2e7@sentry.io/PROJECT\"}}",
            "{\"dsn\": {\"public\": \"https://00000000000000000000000000000000@sentry.io/PROJECT\"}}",
            "{\"dsn\": {\"public\": \"https://KEY@sentry.io/1\"}}",
            "{\"dsn\": {\"public\": \"https://KEY@sentry.io/\"}}",
            "{\"dsn\": {\"public\": \"https://KEY@/PROJECT\"}}",
            "{\"dsn\": {\"public\": \"ftp://KEY@sentry.io/PROJECT\"}}",
            "{\"dsn\": {\"public\": \"https://KEY@sentry.io/PROJECT?x\"}}",
            "{\"projectId\": 1}" })
    void unusableDsn(String change) {
        alter("POST", answer -> answer.status() != 201 ? answer
                : StandInAnswers.with(answer, change.replace("KEY", issuedKeys().get(0).publicKey)
                        .replace("PROJECT", Long.toString(project.id))));

        assertProblem(issue(body("x", "")), 502, "sentry-misbehaved");
    }

    @Test
    void foundKeyIsAnother() {
        String other = dsn(issue(body("other", "")), 201);
        String key = issuedKeys().get(0).publicKey;
        answer("GET",
                Answer.of(200, "{\"id\": \"%s\", \"isActive\": true, \"dsn\": {\"public\": \"%s\"}}".formatted(key, other)));

        assertProblem(issue(body("x", "")), 502, "sentry-misbehaved");
    }

    @Test
    void rateLimitNotApplied() {
        project.rateLimits = false;

        assertThat(assertProblem(issue(body("x", LIMIT)), 502, "rate-limit-not-applied").asString())
                .doesNotContain(issuedKeys().get(0).publicKey);
    }

    @Test
    void identityUnsupported_strayDeactivated() {
        standIn.be(Profile.IGNORING_PUBLIC);

        assertProblem(issue(body("x", "")), 502, "identity-unsupported");

        assertThat(calledMethods()).containsExactly("GET", "POST", "PUT");
        assertThat(issuedKeys()).hasSize(1).noneMatch(key -> key.active);
    }

    // --- 503; more of it, and 504, in DeadlineTest ---

    @Test
    void throttled_sentrysOwnReset() {
        long reset = Instant.now().getEpochSecond() + 30;
        answer("GET", new Answer(429, Map.of("Content-Type", "text/html", "X-Sentry-Rate-Limit-Reset", Long.toString(reset)),
                "{\"detail\": \"You are attempting to use this endpoint too frequently.\"}"));

        assertThat(retryAfter(assertProblem(issue(body("x", "")), 503, "sentry-throttled"))).isBetween(15, 30);
    }

    @Test
    void throttled_retryAfter() {
        answer("POST", Answer.of(429, "\"slow down\"").with("Retry-After", "70"));

        assertThat(retryAfter(assertProblem(issue(body("x", "")), 503, "sentry-throttled"))).isEqualTo(70);
    }

    @ParameterizedTest
    @ValueSource(ints = { 301, 302, 303, 307, 308, 410, 418, 202, 204 })
    void neverGoneAndNeverARedirect(int status) {
        answer("GET", new Answer(status, Map.of("Location", "/api/0/projects/acme/" + slug + "/keys/"), ""));

        assertThat(assertProblem(issue(body("x", "")), 502, "sentry-misbehaved").header("Location")).isNull();
        assertThat(calledMethods()).containsExactly("GET");
    }

    private void assertUnauthenticated(Response response) {
        assertProblem(response, 401, "unauthenticated");
        assertThat(response.header("WWW-Authenticate")).isEqualTo("Bearer");
        assertThat(json(response).get("detail").asText()).isEqualTo("A valid credential is required");
        assertThat(standIn.calls()).isEmpty();
    }

    private static int retryAfter(Response response) {
        return Integer.parseInt(response.header("Retry-After"));
    }
}
