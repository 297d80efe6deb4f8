package dev.dsnissuer.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.dsnissuer.standin.Answer;
import dev.dsnissuer.testing.FunctionTest;
import dev.dsnissuer.testing.StandInAnswers;
import io.quarkus.test.junit.QuarkusTest;

/** Answers of Sentry's that are no usable key: the caller gets 502 and no DSN. */
@QuarkusTest
class SentryMisbehavesTest extends FunctionTest {

    private static final String LIMIT = ", \"rateLimit\": {\"count\": 1000, \"window\": 3600}";

    @ParameterizedTest
    @ValueSource(strings = { "", "null", "[]", "{}", "<html>", "{\"id\": \"", "{\"id\": 5}",
            "{\"id\": \"x\", \"isActive\": true}",
            "{\"id\": \"x\", \"dsn\": {\"public\": \"\"}}", "{\"id\": \"x\", \"isActive\": null}" })
    void noKey_misbehaved(String body) {
        answer("GET", Answer.of(200, body));

        assertProblem(issue(body("x", "")), 502, "sentry-misbehaved");
    }

    @Test
    void keyWithoutIsActive_misbehaved() {
        dsn(issue(body("x", "")), 201);
        alter("GET", answer -> StandInAnswers.keeping(answer, "id", "name", "dsn"));

        assertProblem(issue(body("x", "")), 502, "sentry-misbehaved");
    }

    @ParameterizedTest
    @ValueSource(strings = { "text/html", "nonsense", "" })
    void noJson_misbehaved(String contentType) {
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
            "{\"public\": \"00000000000000000000000000000000\"}",
            "{\"projectId\": 1}" })
    void unusableDsn_misbehaved(String change) {
        alter("POST", answer -> answer.status() != 201 ? answer
                : StandInAnswers.with(answer, change.replace("KEY", issuedKeys().get(0).publicKey)
                        .replace("PROJECT", Long.toString(project.id))));

        assertProblem(issue(body("x", "")), 502, "sentry-misbehaved");
    }

    @Test
    void anotherKey_misbehaved() {
        String other = dsn(issue(body("other", "")), 201);
        String key = issuedKeys().get(0).publicKey;
        answer("GET",
                Answer.of(200, "{\"id\": \"%s\", \"isActive\": true, \"dsn\": {\"public\": \"%s\"}}".formatted(key, other)));

        assertProblem(issue(body("x", "")), 502, "sentry-misbehaved");
    }

    @Test
    void rateLimitNotApplied_saidWithoutTheKey() {
        project.rateLimits = false;

        assertThat(assertProblem(issue(body("x", LIMIT)), 502, "rate-limit-not-applied").asString())
                .doesNotContain(issuedKeys().get(0).publicKey);
    }
}
