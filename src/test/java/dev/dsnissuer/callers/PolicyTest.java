package dev.dsnissuer.callers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.dsnissuer.standin.Key;
import dev.dsnissuer.testing.FunctionTest;
import dev.dsnissuer.testing.StandInResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** The highest rate limit of a caller, 100 events in 60 seconds. */
@QuarkusTest
class PolicyTest extends FunctionTest {

    @Test
    void noneAskedFor_theHighestGiven() {
        dsn(limited(""), 201);

        Key key = issuedKeys().get(0);
        assertThat(key.rateLimitCount).isEqualTo(100);
        assertThat(key.rateLimitWindow).isEqualTo(60);
        dsn(limited(""), 200);
        dsn(limited(rateLimit(100, 60)), 200);
    }

    @ParameterizedTest
    @CsvSource({ "100, 60", "1, 1", "6000, 3600", "99, 60", "143999, 86400", "144000, 86400" })
    void noHigher_issued(int count, int window) {
        dsn(limited(rateLimit(count, window)), 201);

        assertThat(issuedKeys().get(0).rateLimitCount).isEqualTo(count);
    }

    @ParameterizedTest
    @CsvSource({ "101, 60", "2, 1", "6001, 3600", "100, 59", "144001, 86400", "2147483647, 86400", "2147483647, 1" })
    void higher_forbidden(int count, int window) {
        assertProblem(limited(rateLimit(count, window)), 403, "forbidden");

        assertThat(standIn.calls()).isEmpty();
    }

    @Test
    void keyWithoutALimit_differs() {
        dsn(issue(body("x", "")), 201);

        assertProblem(limited(""), 409, "rate-limit-differs");
        assertThat(issuedKeys()).hasSize(1);
    }

    /** A changed policy refuses no key that it still allows. */
    @Test
    void keyWithALowerLimitThanTheDefault_willDo() {
        String dsn = dsn(limited(rateLimit(10, 60)), 201);

        assertThat(dsn(limited(""), 200)).isEqualTo(dsn);
        assertProblem(limited(rateLimit(11, 60)), 409, "rate-limit-differs");
    }

    @Test
    void keyWithAHigherLimitThanAllowed_differs() {
        dsn(issue(body("x", rateLimit(101, 60))), 201);

        assertProblem(limited(""), 409, "rate-limit-differs");
    }

    private Response limited(String rest) {
        return post(StandInResource.LIMITED_TOKEN, body("x", rest));
    }

    private static String rateLimit(int count, int window) {
        return ", \"rateLimit\": {\"count\": %d, \"window\": %d}".formatted(count, window);
    }
}
