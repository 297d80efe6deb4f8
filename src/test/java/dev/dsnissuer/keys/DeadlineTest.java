package dev.dsnissuer.keys;

import static dev.dsnissuer.testing.Timing.assertTakes;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import dev.dsnissuer.standin.Answer;
import dev.dsnissuer.standin.Fault;
import dev.dsnissuer.standin.Faults;
import dev.dsnissuer.testing.FunctionTest;
import dev.dsnissuer.testing.StandInResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** What goes wrong until the deadline, which is 3 s here; a single call is given up after 1 s. */
@QuarkusTest
@WithTestResource(value = StandInResource.class, initArgs = {
        @ResourceArg(name = StandInResource.READ_TIMEOUT, value = "1000"),
        @ResourceArg(name = StandInResource.DEADLINE, value = "3s") })
class DeadlineTest extends FunctionTest {

    private static final Duration AT_LEAST = Duration.ofSeconds(2);
    private static final Duration AT_MOST = Duration.ofMillis(4500);

    @AfterEach
    void onePublicKeyAtMost() {
        assertOnePublicKeyAtMost();
    }

    /** The faults after which a key may be there, and two of the others. */
    @ParameterizedTest
    @EnumSource(value = Faults.class, names = { "RESET_AFTER", "SILENCE_AFTER", "LATE_COMMIT", "ERROR_500_AFTER", "CUT_SHORT",
            "USELESS", "GATEWAY_503", "THROTTLED" })
    void alwaysWhileCreating_issuedOnceItIsOver(Faults fault) {
        standIn.inject(
                (request, call, sentry) -> (request.method().name().equals("POST") ? fault : Fault.NONE).strike(request, call,
                        sentry));
        issue(body("x", ""));

        standIn.inject(Fault.NONE);
        // More than once for a machine that stalls, and no more: it is over.
        dsn(sentUntilAnswered(body("x", ""), 3));
        assertThat(issuedKeys()).hasSize(1);
    }

    @Test
    void connectionRefused_unavailable() {
        standIn.refuse();
        try {
            assertProblem(issue(body("x", "")), 503, "sentry-unavailable");
        } finally {
            standIn.accept();
        }
    }

    @Test
    void connectionReset_unavailable() {
        standIn.inject((request, call, sentry) -> request.connection().close());

        assertThat(assertProblem(issue(body("x", "")), 503, "sentry-unavailable").header("Retry-After")).isEqualTo("1");
    }

    /** Each of the others is tried again just the same: see {@link ResilienceTest}. */
    @ParameterizedTest
    @CsvSource({ "GET, 500", "GET, 503", "POST, 502", "POST, 408" })
    void unavailable(String method, int status) {
        answer(method, new Answer(status, Map.of("Content-Type", "text/html"), "<html>Bad gateway at 10.0.0.1</html>"));

        Response response = assertProblem(issue(body("x", "")), 503, "sentry-unavailable");

        assertThat(response.header("Retry-After")).isEqualTo("1");
        assertThat(response.asString()).doesNotContain("gateway");
    }

    @Test
    void throttledWithoutAHint() {
        answer("POST", Answer.of(429, ""));

        assertThat(assertProblem(issue(body("x", "")), 503, "sentry-throttled").header("Retry-After")).isEqualTo("1");
    }

    @Test
    void silence_timeout() {
        standIn.inject(Faults.SILENCE_AFTER);

        assertTakes(AT_LEAST, AT_MOST, () -> assertProblem(issue(body("x", "")), 504, "sentry-timeout"));
        assertThat(calledMethods()).hasSizeGreaterThan(1);
        assertTakes(AT_LEAST, AT_MOST, () -> assertProblem(get(Map.of()), 504, "sentry-timeout"));
        assertTakes(AT_LEAST, AT_MOST, () -> assertProblem(delete(Map.of("name", "x")), 504, "sentry-timeout"));
    }
}
