package dev.dsnissuer.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import dev.dsnissuer.standin.Answer;
import dev.dsnissuer.standin.Faults;
import dev.dsnissuer.standin.Key;
import dev.dsnissuer.standin.Profile;
import dev.dsnissuer.testing.AuditLines;
import dev.dsnissuer.testing.FunctionTest;
import dev.dsnissuer.testing.StandInResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** {@code PUT /keys}: changes a key's rate limit and nothing else, and never creates. */
@QuarkusTest
class ChangeRateLimitTest extends FunctionTest {

    private static final String LIMIT = "{\"count\": 2000, \"window\": 3600}";

    private Response put(String members) {
        return put(StandInResource.TOKEN, members);
    }

    private Response put(String token, String members) {
        return asking(token).body("{\"organization\": \"acme\", \"project\": \"%s\", %s}".formatted(slug, members))
                .put("/keys");
    }

    private static io.restassured.specification.RequestSpecification asking(String token) {
        return io.restassured.RestAssured.given().header("Authorization", "Bearer " + token)
                .contentType(io.restassured.http.ContentType.JSON);
    }

    @Test
    void byName_changedAndNothingElse() {
        String dsn = dsn(issue(body("x", ", \"rateLimit\": {\"count\": 5, \"window\": 60}")), 201);
        Key key = issuedKeys().get(0);
        key.browserSdkVersion = "7.x";
        key.loaderOptions.put("hasReplay", false);
        standIn.forgetCalls();

        try (AuditLines audit = new AuditLines()) {
            assertThat(dsn(put("\"name\": \"x\", \"rateLimit\": " + LIMIT), 200)).isEqualTo(dsn);

            JsonNode line = audit.read().get(0);
            assertThat(line.get("event").asText()).isEqualTo("changed");
            assertThat(line.get("name").asText()).isEqualTo("x");
            assertThat(line.get("key").asText()).isEqualTo(key.publicKey.substring(0, 8));
            assertThat(line.get("sentryCalls").asInt()).isEqualTo(2);
        }
        assertThat(calledMethods()).containsExactly("GET", "PUT");
        assertThat(List.of(key.rateLimitCount, key.rateLimitWindow)).containsExactly(2000, 3600);
        assertThat(List.of(key.name, key.active, key.browserSdkVersion, key.loaderOptions.get("hasReplay").asBoolean()))
                .containsExactly("x", true, "7.x", false);
    }

    @Test
    void byPublicKey_theKeyNamedDefaultToo() {
        Key key = project.keys().get(0);

        assertThat(dsn(
                put("\"key\": \"%s\", \"rateLimit\": %s".formatted(key.publicKey.toUpperCase(java.util.Locale.ROOT), LIMIT)),
                200)).contains(key.publicKey);

        assertThat(key.name).isEqualTo("Default");
        assertThat(key.rateLimitCount).isEqualTo(2000);
    }

    @Test
    void limitThatItHas_SentryNotAskedToChange() {
        dsn(issue(body("x", ", \"rateLimit\": " + LIMIT)), 201);
        standIn.forgetCalls();

        dsn(put("\"name\": \"x\", \"rateLimit\": " + LIMIT), 200);

        assertThat(calledMethods()).containsExactly("GET");
    }

    @Test
    void null_removesTheLimit() {
        dsn(issue(body("x", ", \"rateLimit\": " + LIMIT)), 201);

        dsn(put("\"name\": \"x\", \"rateLimit\": null"), 200);

        assertThat(issuedKeys().get(0).rateLimitCount).isZero();
        standIn.forgetCalls();
        dsn(put("\"name\": \"x\", \"rateLimit\": null"), 200);
        assertThat(calledMethods()).containsExactly("GET");
    }

    @ParameterizedTest
    @ValueSource(strings = { "\"name\": \"x\"", "\"key\": \"0123456789abcdef0123456789abcdef\"" })
    void noSuchKey_unknownAndNotCreated(String key) {
        assertProblem(put(key + ", \"rateLimit\": " + LIMIT), 404, "unknown-key");

        assertThat(calledMethods()).doesNotContain("POST", "PUT");
    }

    @ParameterizedTest
    @ValueSource(strings = { "\"name\": \"x\"", "\"key\": \"0123456789abcdef0123456789abcdef\"" })
    void noSuchProject_unknown(String key) {
        slug = "nowhere";

        assertProblem(put(key + ", \"rateLimit\": " + LIMIT), 404, "unknown-project");
    }

    @Test
    void deactivatedKey_conflict() {
        dsn(issue(body("x", "")), 201);
        assertThat(delete(Map.of("name", "x")).statusCode()).isEqualTo(204);
        standIn.forgetCalls();

        assertProblem(put("\"name\": \"x\", \"rateLimit\": " + LIMIT), 409, "key-deactivated");
        assertThat(calledMethods()).doesNotContain("PUT");
    }

    @Test
    void callerWithoutTheOperation_forbidden() {
        dsn(issue(body("x", "")), 201);
        standIn.forgetCalls();

        assertProblem(put(StandInResource.READER_TOKEN, "\"name\": \"x\", \"rateLimit\": " + LIMIT), 403, "forbidden");
        assertThat(standIn.calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "null", "{\"count\": 101, \"window\": 60}" })
    void higherThanTheCallerMayHave_forbidden(String limit) {
        assertProblem(put(StandInResource.LIMITED_TOKEN, "\"name\": \"x\", \"rateLimit\": " + limit), 403, "forbidden");
        assertThat(standIn.calls()).isEmpty();
    }

    /** An operator's unlimited key becomes one that the limited caller may have. */
    @Test
    void lowered_thenReplayedToTheLimitedCaller() {
        String dsn = dsn(issue(body("x", "")), 201);
        assertProblem(post(StandInResource.LIMITED_TOKEN, body("x", "")), 409, "rate-limit-differs");

        dsn(put(StandInResource.LIMITED_TOKEN, "\"name\": \"x\", \"rateLimit\": {\"count\": 100, \"window\": 60}"), 200);

        assertThat(dsn(post(StandInResource.LIMITED_TOKEN, body("x", "")), 200)).isEqualTo(dsn);
    }

    @Test
    void limitDroppedBySentry_dsnWithheld() {
        dsn(issue(body("x", "")), 201);
        project.rateLimits = false;

        assertThat(assertProblem(put("\"name\": \"x\", \"rateLimit\": " + LIMIT), 502, "rate-limit-not-applied").asString())
                .doesNotContain(issuedKeys().get(0).publicKey);
    }

    /** GlitchTip answers with success and changes nothing. */
    @Test
    void serverThatChangesNothing_notApplied() {
        dsn(issue(body("x", "")), 201);
        standIn.be(Profile.GLITCHTIP);

        assertProblem(put("\"name\": \"x\", \"rateLimit\": " + LIMIT), 502, "rate-limit-not-applied");
    }

    @ParameterizedTest
    @EnumSource(value = Faults.class, mode = Mode.EXCLUDE, names = { "SILENCE_AFTER", "LATE_COMMIT", "USELESS", "EMPTY_AFTER" })
    void onceWhileChanging_changed(Faults fault) {
        dsn(issue(body("x", "")), 201);
        once("PUT", fault);

        dsn(put("\"name\": \"x\", \"rateLimit\": " + LIMIT), 200);

        assertThat(issuedKeys().get(0).rateLimitCount).isEqualTo(2000);
    }

    /** Somebody else comes between the look at the key and the change of it. */
    @ParameterizedTest
    @CsvSource({ "true, 404, unknown-key", "false, 409, key-deactivated" })
    void keyGoneBeforeTheChange_said(boolean isDeleted, int status, String problem) {
        dsn(issue(body("x", "")), 201);
        Key key = issuedKeys().get(0);
        standIn.inject((request, call, sentry) -> {
            if (call.method().equals("PUT") && isDeleted) {
                project.remove(key);
            }
            key.active = !call.method().equals("PUT");
            sentry.get().sendTo(request.response());
        });

        assertProblem(put("\"name\": \"x\", \"rateLimit\": " + LIMIT), status, problem);
        assertThat(calledMethods()).filteredOn("PUT"::equals).hasSize(1);
    }

    /** Neither the DSN of another key may go out, nor one of another project. */
    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void answerOfAnotherKeyOrProject_misbehaved(boolean isKey) {
        dsn(issue(body("x", "")), 201);
        String from = isKey ? issuedKeys().get(0).publicKey : Long.toString(project.id);
        String to = isKey ? "0".repeat(32) : "77";
        alter("PUT", answer -> Answer.of(answer.status(), answer.body().replace(from, to)));

        assertThat(assertProblem(put("\"name\": \"x\", \"rateLimit\": " + LIMIT), 502, "sentry-misbehaved").asString())
                .doesNotContain(to);
        assertProblem(delete(Map.of("name", "x")), 502, "sentry-misbehaved");
    }

    @Test
    void unknownNumericProject_unknownWhateverIsAsked() {
        slug = "424242";

        assertProblem(put("\"name\": \"x\", \"rateLimit\": " + LIMIT), 404, "unknown-project");
        assertProblem(get(Map.of("name", "x")), 404, "unknown-project");
        assertProblem(delete(Map.of("name", "x")), 404, "unknown-project");
        assertProblem(issue(body("x", "")), 404, "unknown-project");
    }

    /** Sentry refuses a version that it offers no longer, and would reset one that is left out. */
    @Test
    void browserSdkNoLongerOffered_changedWithSentrysDefault() {
        dsn(issue(body("x", "")), 201);
        issuedKeys().get(0).browserSdkVersion = "5.x";

        dsn(put("\"name\": \"x\", \"rateLimit\": " + LIMIT), 200);
        assertThat(delete(Map.of("name", "x")).statusCode()).isEqualTo(204);
    }

    @Test
    void refusalByPublicKey_inTheAuditLine() {
        try (AuditLines audit = new AuditLines()) {
            put("\"key\": \"0123456789abcdef0123456789abcdef\", \"rateLimit\": " + LIMIT);

            assertThat(audit.read().get(0).get("key").asText()).isEqualTo("01234567");
            assertThat(audit.read().get(0).get("problem").asText()).isEqualTo("unknown-key");
        }
    }

    @ParameterizedTest
    @CsvSource(delimiter = ';', value = {
            "\"name\": \"x\"; rateLimit",
            "\"rateLimit\": null; name",
            "\"name\": \"x\", \"key\": \"0123456789abcdef0123456789abcdef\", \"rateLimit\": null; key",
            "\"key\": \"0123456789abcdef0123456789abcde\", \"rateLimit\": null; key",
            "\"key\": null, \"rateLimit\": null; key",
            "\"name\": \"x\", \"rateLimit\": 5; rateLimit",
            "\"name\": \"x\", \"rateLimit\": {\"count\": 0, \"window\": 1}; rateLimit.count",
            "\"name\": \"x\", \"rateLimit\": {\"count\": null, \"window\": 1}; rateLimit.count",
            "\"name\": \"x\", \"rateLimit\": {\"count\": 1}; rateLimit.window",
            "\"name\": \"x\", \"rateLimit\": null, \"useCase\": \"user\"; useCase",
            "\"name\": \"x\", \"rateLimit\": null, \"active\": true; active" })
    void brokenRule_namesTheField(String members, String field) {
        assertThat(brokenFields(put(members))).containsExactly(field);
        assertThat(standIn.calls()).isEmpty();
    }

    @Test
    void noJson_unsupported() {
        assertProblem(authorized().contentType("text/plain").body("{}").put("/keys"), 415, "unsupported-media-type");
    }

    @Test
    void bodyOver16KiB_tooLarge() {
        assertProblem(authorized().contentType("application/json").body(" ".repeat(16 * 1024 + 1)).put("/keys"), 413,
                "payload-too-large");
    }
}
