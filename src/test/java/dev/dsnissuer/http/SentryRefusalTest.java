package dev.dsnissuer.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.dsnissuer.standin.Answer;
import dev.dsnissuer.testing.FunctionTest;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** What the caller is told when Sentry refuses the function: never in Sentry's words. */
@QuarkusTest
class SentryRefusalTest extends FunctionTest {

    @Test
    void invalidToSentry_fieldWithoutItsWords() {
        answer("POST", Answer.of(400, "{\"name\": [\"Forbidden word: hunter2\"], \"internal\": [\"detail\"]}"));

        Response response = issue(body("x", ""));

        assertThat(brokenFields(response)).containsExactly("name");
        assertThat(response.asString()).doesNotContain("hunter2", "internal\"");
    }

    @Test
    void invalidToSentryWithoutAField_request() {
        answer("POST", Answer.of(400, "<html>"));

        assertThat(brokenFields(issue(body("x", "")))).containsExactly("request");
    }

    @Test
    void noSuchProject_unknownProject() {
        assertProblem(issue("{\"organization\": \"acme\", \"project\": \"nowhere\", \"name\": \"x\"}"), 404, "unknown-project");
    }

    @Test
    void noSuchOrganization_unknownProject() {
        for (String method : List.of("GET", "POST")) {
            answer(method, new Answer(404, Map.of(), ""));

            assertProblem(issue(body("x", "")), 404, "unknown-project");
        }
    }

    @Test
    void tokenWithoutTheScope_sentryRefused() {
        allow("project:read", false);

        assertProblem(issue(body("x", "")), 502, "sentry-refused");
    }

    @ParameterizedTest
    @CsvSource({ "GET, 401", "GET, 403", "POST, 401", "POST, 403" })
    void refusedToken_sentryRefused(String method, int status) {
        answer(method, Answer.of(status, "{\"detail\": \"Invalid token\"}").with("WWW-Authenticate", "xBasic realm=\"api\""));

        assertThat(assertProblem(issue(body("x", "")), 502, "sentry-refused").header("WWW-Authenticate")).isNull();
    }

    @Test
    void throttledUntilAReset_retryAfter() {
        long reset = Instant.now().getEpochSecond() + 30;
        answer("GET", new Answer(429, Map.of("Content-Type", "text/html", "X-Sentry-Rate-Limit-Reset", Long.toString(reset)),
                "{\"detail\": \"You are attempting to use this endpoint too frequently.\"}"));

        assertThat(retryAfter(assertProblem(issue(body("x", "")), 503, "sentry-throttled"))).isBetween(15, 30);
    }

    @Test
    void throttledWithRetryAfter_passedOn() {
        answer("POST", Answer.of(429, "\"slow down\"").with("Retry-After", "70"));

        assertThat(retryAfter(assertProblem(issue(body("x", "")), 503, "sentry-throttled"))).isEqualTo(70);
    }

    @Test
    void absurdTimes_anHourAtMost() {
        answer("POST", Answer.of(429, "").with("X-Sentry-Rate-Limit-Reset", "999999999999"));

        assertThat(retryAfter(assertProblem(issue(body("x", "")), 503, "sentry-throttled"))).isEqualTo(3600);
    }

    @Test
    void retryAfterADate_secondsUntilThen() {
        String date = DateTimeFormatter.RFC_1123_DATE_TIME.format(ZonedDateTime.now(ZoneOffset.UTC).plusSeconds(90));
        answer("POST", Answer.of(503, "").with("Retry-After", date));

        assertThat(retryAfter(assertProblem(issue(body("x", "")), 503, "sentry-unavailable"))).isBetween(60, 90);
    }

    @ParameterizedTest
    @ValueSource(ints = { 301, 302, 303, 307, 308, 410, 418, 202, 204 })
    void otherStatus_misbehavedAndNeverFollowed(int status) {
        answer("GET", new Answer(status, Map.of("Location", "/api/0/projects/acme/" + slug + "/keys/"), ""));

        assertThat(assertProblem(issue(body("x", "")), 502, "sentry-misbehaved").header("Location")).isNull();
        assertThat(calledMethods()).containsExactly("GET");
    }

    private static int retryAfter(Response response) {
        return Integer.parseInt(response.header("Retry-After"));
    }
}
