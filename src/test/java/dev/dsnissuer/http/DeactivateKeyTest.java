package dev.dsnissuer.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.dsnissuer.standin.Answer;
import dev.dsnissuer.standin.Fault;
import dev.dsnissuer.standin.Faults;
import dev.dsnissuer.standin.Key;
import dev.dsnissuer.testing.AuditLines;
import dev.dsnissuer.testing.FunctionTest;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** DELETE: the key of a name is deactivated, and its name stays taken. */
@QuarkusTest
class DeactivateKeyTest extends FunctionTest {

    @Test
    void issuedName_deactivatedAndNothingElseChanged() {
        dsn(issue(body("x", ", \"rateLimit\": {\"count\": 5, \"window\": 60}")), 201);
        Key key = issuedKeys().get(0);
        key.browserSdkVersion = "7.x";
        key.loaderOptions.put("hasReplay", false);
        key.useCase = "profiling";
        allow("project:write", true);
        standIn.forgetCalls();

        try (AuditLines audit = new AuditLines()) {
            Response answer = delete(Map.of("name", "x"));

            assertThat(answer.statusCode()).isEqualTo(204);
            assertThat(answer.asString()).isEmpty();
            assertThat(audit.read()).singleElement().satisfies(line -> {
                assertThat(line.get("event").asText()).isEqualTo("deactivated");
                assertThat(line.get("status").asInt()).isEqualTo(204);
                assertThat(line.get("name").asText()).isEqualTo("x");
                assertThat(line.get("key").asText()).isEqualTo(key.publicKey.substring(0, 8));
                assertThat(line.get("sentryCalls").asInt()).isEqualTo(2);
            });
        }
        assertThat(calledMethods()).containsExactly("GET", "PUT");
        assertThat(key.active).isFalse();
        assertThat(key.browserSdkVersion).isEqualTo("7.x");
        assertThat(List.of(key.name, key.rateLimitCount, key.rateLimitWindow, key.useCase)).containsExactly("x", 5, 60,
                "profiling");
        assertThat(key.loaderOptions.get("hasReplay").asBoolean()).isFalse();
        assertProblem(issue(body("x", "")), 409, "key-deactivated");
        assertThat(delete(Map.of("name", "x")).statusCode()).isEqualTo(204);
        assertThat(issuedKeys()).hasSize(1);
    }

    @Test
    void byPublicKey_deactivated() {
        Key key = project.keys().get(0);

        assertThat(delete(Map.of("key", key.publicKey)).statusCode()).isEqualTo(204);

        assertThat(key.active).isFalse();
        assertThat(key.name).isEqualTo("Default");
        assertProblem(delete(Map.of("key", "0".repeat(32))), 404, "unknown-key");
        assertThat(brokenFields(delete(Map.of("key", key.publicKey, "name", "x")))).containsExactly("key");
        assertThat(brokenFields(delete(Map.of()))).containsExactly("name");
        assertThat(brokenFields(delete(Map.of("key", "x")))).containsExactly("key");
    }

    /** Sentry finds the deactivation invalid, in which nothing comes from the caller. */
    @Test
    void refusedAsInvalid_misbehaved() {
        dsn(issue(body("x", "")), 201);
        answer("PUT", Answer.of(400, "{\"isActive\": [\"Must be a valid boolean.\"]}"));

        assertProblem(delete(Map.of("name", "x")), 502, "sentry-misbehaved");
    }

    @Test
    void noSuchKey_unknownKey() {
        assertProblem(delete(Map.of("name", "x")), 404, "unknown-key");
    }

    @Test
    void noSuchProject_unknownProject() {
        assertProblem(delete(Map.of("name", "x", "project", "nowhere")), 404, "unknown-project");
    }

    @Test
    void renamedProject_moved() {
        standIn.rename(project, slug + "-new");

        assertProblem(delete(Map.of("name", "x")), 409, "project-moved");
    }

    @Test
    void serverThatChangesNothing_misbehaved() {
        dsn(issue(body("x", "")), 201);
        alter("PUT", answer -> Answer.of(200, answer.body().replace("\"isActive\":false", "\"isActive\":true")));

        assertProblem(delete(Map.of("name", "x")), 502, "sentry-misbehaved");
    }

    @ParameterizedTest
    @EnumSource(value = Faults.class, names = { "RESET_AFTER", "RESET_BEFORE", "ERROR_500_AFTER", "GATEWAY_503", "THROTTLED",
            "CUT_SHORT" })
    void oneFault_deactivatedAllTheSame(Faults fault) {
        dsn(issue(body("x", "")), 201);
        once("PUT", fault);

        assertThat(delete(Map.of("name", "x")).statusCode()).isEqualTo(204);
        assertThat(issuedKeys().get(0).active).isFalse();
    }

    /** Somebody deletes the key in Sentry after the function has found it and before it can deactivate it. */
    @Test
    void keyDeletedByAnother_unknownKey() {
        dsn(issue(body("x", "")), 201);
        boolean[] lost = new boolean[1];
        standIn.inject((request, call, sentry) -> {
            lost[0] |= call.method().equals("PUT");
            if (lost[0] && !call.path().endsWith("/keys/")) {
                Answer.of(404, "{}").sendTo(request.response());
            } else {
                Fault.NONE.strike(request, call, sentry);
            }
        });

        assertProblem(delete(Map.of("name", "x")), 404, "unknown-key");
    }
}
