package dev.dsnissuer.keys;

import static org.assertj.core.api.Assertions.assertThat;

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

/** Faults that last until the deadline, which is 3 s here. A single call is given up after 1 s. */
@QuarkusTest
@WithTestResource(value = StandInResource.class, initArgs = {
        @ResourceArg(name = StandInResource.READ_TIMEOUT, value = "1000"),
        @ResourceArg(name = StandInResource.DEADLINE, value = "3s") })
class LastingFaultTest extends FunctionTest {

    @AfterEach
    void atMostOneKey() {
        assertOnePublicKeyAtMost();
    }

    /** The faults after which the key may be there, and two after which it is not. */
    @ParameterizedTest
    @EnumSource(value = Faults.class, names = { "RESET_AFTER", "SILENCE_AFTER", "LATE_COMMIT", "ERROR_500_AFTER", "CUT_SHORT",
            "USELESS", "GATEWAY_503", "THROTTLED" })
    void everyPostFails_issuedOnceItIsOver(Faults fault) {
        standIn.inject(
                (request, call, sentry) -> (request.method().name().equals("POST") ? fault : Fault.NONE).strike(request, call,
                        sentry));
        issue(body("x", ""));

        standIn.inject(Fault.NONE);
        // On a machine that stalls, the deadline may pass a time or two although Sentry is well again.
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

    /** A few of the statuses that the function tries again. */
    @ParameterizedTest
    @CsvSource({ "GET, 500", "GET, 503", "POST, 502", "POST, 408" })
    void error_unavailableWithoutItsWords(String method, int status) {
        answer(method, new Answer(status, Map.of("Content-Type", "text/html"), "<html>Bad gateway at 10.0.0.1</html>"));

        Response response = assertProblem(issue(body("x", "")), 503, "sentry-unavailable");

        assertThat(response.header("Retry-After")).isEqualTo("1");
        assertThat(response.asString()).doesNotContain("gateway");
    }

    @Test
    void throttledWithoutATime_retryAfterOneSecond() {
        answer("POST", Answer.of(429, ""));

        assertThat(assertProblem(issue(body("x", "")), 503, "sentry-throttled").header("Retry-After")).isEqualTo("1");
    }

    @Test
    void silence_triedAgainThenTimeout() {
        standIn.inject(Faults.SILENCE_AFTER);

        assertProblem(issue(body("x", "")), 504, "sentry-timeout");
        assertThat(calledMethods()).hasSizeBetween(2, 3);
    }
}
