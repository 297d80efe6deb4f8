package dev.dsnissuer.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import dev.dsnissuer.standin.Answer;
import dev.dsnissuer.testing.FunctionTest;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** A request that cannot be granted because of what Sentry holds already: 409. */
@QuarkusTest
class KeyConflictTest extends FunctionTest {

    private static final String LIMIT = ", \"rateLimit\": {\"count\": 1000, \"window\": 3600}";

    @Test
    void deactivatedKey_refused() {
        dsn(issue(body("x", "")), 201);
        issuedKeys().get(0).active = false;

        assertProblem(issue(body("x", "")), 409, "key-deactivated");
        assertThat(issuedKeys()).hasSize(1);
    }

    @Test
    void otherRateLimit_refused() {
        dsn(issue(body("x", "")), 201);
        assertProblem(issue(body("x", LIMIT)), 409, "rate-limit-differs");

        dsn(issue(body("y", LIMIT)), 201);
        assertProblem(issue(body("y", LIMIT.replace("3600", "60"))), 409, "rate-limit-differs");
        assertThat(issuedKeys()).hasSize(2);
    }

    @Test
    void renamedProject_moved() {
        standIn.rename(project, slug + "-new");

        Response response = assertProblem(issue(body("x", "")), 409, "project-moved");

        assertThat(json(response).get("project").asText()).isEqualTo(slug + "-new");
        assertThat(response.header("Location")).isNull();
        assertThat(calledMethods()).containsExactly("GET");
    }

    @Test
    void projectRenamedBetweenTheCalls_moved() {
        String to = slug + "-new";
        answer("POST", Answer.of(302, "{\"slug\": \"" + to + "\"}").with("Location", "/api/0/projects/acme/" + to + "/keys/"));

        assertProblem(issue(body("x", "")), 409, "project-moved");
        assertThat(calledMethods()).containsExactly("GET", "POST");
    }
}
