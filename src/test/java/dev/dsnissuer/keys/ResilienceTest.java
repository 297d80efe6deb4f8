package dev.dsnissuer.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import dev.dsnissuer.callers.CallersForTests;
import dev.dsnissuer.keys.KeyIssuer.IssuedKey;
import dev.dsnissuer.sentry.Deadline;
import dev.dsnissuer.sentry.ProjectPath;
import dev.dsnissuer.standin.Answer;
import dev.dsnissuer.standin.Fault;
import dev.dsnissuer.standin.Faults;
import dev.dsnissuer.standin.Profile;
import dev.dsnissuer.testing.FunctionTest;
import dev.dsnissuer.testing.StandInResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** Whatever goes wrong once, there is exactly one key in the end. Every test scripts one fault, and the time suffices. */
@QuarkusTest
@WithTestResource(value = StandInResource.class, initArgs = @ResourceArg(name = StandInResource.READ_TIMEOUT, value = "1000"))
class ResilienceTest extends FunctionTest {

    @Inject
    KeyIssuer issuer;

    @AfterEach
    void atMostOneKey() {
        assertOnePublicKeyAtMost();
    }

    @ParameterizedTest
    @EnumSource(value = Faults.class, mode = Mode.EXCLUDE, names = "USELESS")
    void onceWhileLooking_issued(Faults fault) {
        once("GET", fault);

        dsn(issue(body("x", "")), 201);
    }

    @ParameterizedTest
    @EnumSource(value = Faults.class, mode = Mode.EXCLUDE, names = "USELESS")
    void onceWhileCreating_issued(Faults fault) {
        once("POST", fault);

        String dsn = dsn(issue(body("x", "")));

        assertThat(dsn).contains(issuedKeys().get(0).publicKey);
        assertThat(dsn(issue(body("x", "")), 200)).isEqualTo(dsn);
    }

    /** JSON that ends in the middle, although as many bytes came as were announced. */
    @Test
    void halfAnAnswerOnce_issued() {
        AtomicInteger posts = new AtomicInteger();
        alter("POST", answer -> posts.getAndIncrement() == 0
                ? Answer.of(answer.status(), answer.body().substring(0, answer.body().length() / 2))
                : answer);

        dsn(issue(body("x", "")), 200);

        assertThat(calledMethods()).containsExactly("GET", "POST", "GET");
    }

    @Test
    void uselessAnswer_issuedToTheNext() {
        once("POST", Faults.USELESS);

        assertProblem(issue(body("x", "")), 502, "sentry-misbehaved");
        dsn(issue(body("x", "")), 200);
    }

    @Test
    void lateCommit_oneKey() {
        CompletableFuture<Answer> lateAnswer = new CompletableFuture<>();
        once("POST", (request, call, sentry) -> Faults.LATE_COMMIT.strike(request, call, () -> {
            lateAnswer.complete(sentry.get());
            return lateAnswer.join();
        }));

        String dsn = dsn(issue(body("x", "")));

        assertThat(lateAnswer).succeedsWithin(Duration.ofMinutes(1));
        assertThat(issuedKeys()).hasSize(1);
        assertThat(dsn).contains(issuedKeys().get(0).publicKey);
    }

    /** Somebody else's POST comes first: the function's own meets Sentry's constraint, and its next look finds that key. */
    @Test
    void lostRace_theWinnersKey() {
        String reset = Long.toString(Instant.now().getEpochSecond() + 60);
        once("POST", (request, call, sentry) -> {
            assertThat(sentry.get().status()).isEqualTo(201);
            // Sentry sends this header with every answer, so only with a 429 it is a reason to wait.
            sentry.get().with("X-Sentry-Rate-Limit-Reset", reset).sendTo(request.response());
        });

        assertThat(dsn(issue(body("x", "")), 200)).contains(issuedKeys().get(0).publicKey);
        assertThat(calledMethods()).containsExactly("GET", "POST", "GET");
    }

    /** Sentry accepts connections again as soon as the function makes its second call. */
    @Test
    void connectionRefused_issuedOnceItIsNot() {
        Deadline deadline = Deadline.in(Duration.ofMinutes(1));
        standIn.refuse();
        CompletableFuture<Void> accepted = CompletableFuture.runAsync(() -> {
            while (deadline.calls() < 2 && !deadline.left().isZero()) {
                Thread.onSpinWait();
            }
            standIn.accept();
        });

        IssuedKey key = issuer.issue(CallersForTests.issuingIn("acme/*"), new KeyName(new ProjectPath("acme", slug), "x"), null,
                null, deadline);

        accepted.join();
        assertThat(key.isNew()).isTrue();
        assertThat(issuedKeys()).hasSize(1);
    }

    @Test
    void throttledBeyondTheDeadline_notWaitedFor() {
        long reset = Instant.now().getEpochSecond() + 60;
        answer("GET", Answer.of(429, "").with("X-Sentry-Rate-Limit-Reset", Long.toString(reset)));

        Response response = assertProblem(issue(body("x", "")), 503, "sentry-throttled");

        assertThat(Integer.parseInt(response.header("Retry-After"))).isBetween(40, 60);
        assertThat(calledMethods()).containsExactly("GET");
    }

    @Test
    void retryAfterWithinTheDeadline_waitedFor() {
        AtomicInteger asked = new AtomicInteger();
        Instant start = Instant.now();
        standIn.inject((request, call, sentry) -> {
            if (asked.getAndIncrement() == 0) {
                Answer.of(429, "").with("Retry-After", "1").sendTo(request.response());
            } else {
                Fault.NONE.strike(request, call, sentry);
            }
        });

        dsn(issue(body("x", "")), 201);

        assertThat(Duration.between(start, Instant.now())).isGreaterThanOrEqualTo(Duration.ofSeconds(1));
        assertThat(calledMethods()).containsExactly("GET", "GET", "POST");
    }

    @ParameterizedTest
    @EnumSource(value = Profile.class, names = { "CURRENT", "OLD", "RELAY" })
    void serversThatTakeAPublicKey_issued(Profile profile) {
        standIn.be(profile);

        assertThat(dsn(issue(body("x", "")), 201)).isEqualTo(dsn(issue(body("x", "")), 200));
    }

    @Test
    void serverWithoutItsUrl_misbehaved() {
        standIn.be(Profile.WITHOUT_URL);

        assertProblem(issue(body("x", "")), 502, "sentry-misbehaved");
    }
}
