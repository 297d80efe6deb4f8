package dev.dsnissuer.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.dsnissuer.testing.FunctionTest;
import dev.dsnissuer.testing.StandInResource;
import dev.dsnissuer.testing.UnansweredCalls;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;

/** A request ends at its deadline, which is 3 s here, although a single call to Sentry may take an hour. */
@QuarkusTest
@WithTestResource(value = StandInResource.class, initArgs = {
        @ResourceArg(name = StandInResource.READ_TIMEOUT, value = "3600000"),
        @ResourceArg(name = StandInResource.DEADLINE, value = "3s") })
class DeadlineTest extends FunctionTest {

    /** The first request of a process takes longest, because it loads most of the classes. */
    @BeforeEach
    void firstRequest() {
        issue(body("first", ""));
        standIn.forgetCalls();
    }

    @ParameterizedTest
    @ValueSource(strings = { "POST", "GET", "DELETE" })
    void silence_callGivenUpAndTimeout(String method) {
        UnansweredCalls calls = new UnansweredCalls();
        standIn.inject(calls);

        assertProblem(switch (method) {
            case "POST" -> issue(body("x", ""));
            case "GET" -> get(Map.of());
            default -> delete(Map.of("name", "x"));
        }, 504, "sentry-timeout");

        calls.assertOneCallGivenUp();
    }

    /** A stalled machine leaves less time, and never more. */
    @Test
    void deadline_noLaterThanConfigured() {
        CompletableFuture<Duration> left = new CompletableFuture<>();
        QuarkusMock.installMockForType(KeyIssuersForTests.failing(deadline -> left.complete(deadline.left()), "scripted"),
                KeyIssuer.class);

        issue(body("x", ""));

        assertThat(left).isCompletedWithValueMatching(time -> time.compareTo(Duration.ofSeconds(3)) <= 0);
    }
}
