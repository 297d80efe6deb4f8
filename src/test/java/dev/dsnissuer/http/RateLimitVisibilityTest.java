package dev.dsnissuer.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import dev.dsnissuer.testing.FunctionTest;
import dev.dsnissuer.testing.StandInResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** No way around a caller's highest rate limit: neither a list nor a name gives it the DSN of a key with a higher one. */
@QuarkusTest
class RateLimitVisibilityTest extends FunctionTest {

    private Response ask(String query) {
        return io.restassured.RestAssured.given().header("Authorization", "Bearer " + StandInResource.LIMITED_TOKEN)
                .get("/keys?organization=acme&project=" + slug + query);
    }

    @Test
    void listed_withoutTheDsnOfHigherLimits() {
        dsn(issue(body("higher", ", \"rateLimit\": {\"count\": 101, \"window\": 60}")), 201);
        dsn(issue(body("highest that it may have", ", \"rateLimit\": {\"count\": 100, \"window\": 60}")), 201);

        JsonNode keys = json(ask("")).get("keys");

        assertThat(keys.findValuesAsText("name")).isEqualTo(List.of("highest that it may have", "higher", "Default"));
        assertThat(keys.get(0).get("dsn").isTextual()).isTrue();
        assertThat(keys.get(1).get("dsn").isNull()).isTrue();
        assertThat(keys.get(2).get("dsn").isNull()).isTrue();
        assertThat(keys.get(1).get("rateLimit").get("count").asInt()).isEqualTo(101);
    }

    @Test
    void found_onlyWhatAPostWouldAnswerWith() {
        dsn(issue(body("unlimited", "")), 201);
        String allowed = dsn(issue(body("limited", ", \"rateLimit\": {\"count\": 1, \"window\": 60}")), 201);

        assertThat(json(ask("&name=unlimited")).get("keys")).isEmpty();
        assertThat(json(ask("&name=limited")).get("keys").findValuesAsText("dsn")).containsExactly(allowed);
    }

    @Test
    void limitDroppedBySentry_notFoundEither() {
        project.rateLimits = false;
        assertProblem(post(StandInResource.LIMITED_TOKEN, body("x", "")), 502, "rate-limit-not-applied");

        assertThat(json(ask("&name=x")).get("keys")).isEmpty();
        assertProblem(post(StandInResource.LIMITED_TOKEN, body("x", "")), 409, "rate-limit-differs");
    }
}
