package dev.dsnissuer.keys;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.dsnissuer.sentry.Deadline;
import dev.dsnissuer.sentry.SentryException;
import dev.dsnissuer.sentry.SentryException.Reason;

/** What is tried again, and which failure is the answer once the time is up. */
class RetriesTest {

    /** So little time that a try which begins now may be cut short by the deadline. */
    private static final Duration MOMENT = Duration.ofMillis(900);
    private static final Duration HOUR = Duration.ofHours(1);

    private final AtomicInteger attempts = new AtomicInteger();

    /** That the deadline cut the last try short tells less than why the try before it failed. */
    @Test
    void lastTryCutShort_theFailureBeforeIt() {
        assertThatExceptionOfType(SentryException.class)
                .isThrownBy(() -> failing(MOMENT, Reason.UNAVAILABLE, Reason.TIMEOUT, Reason.REFUSED))
                .matches(failure -> failure.reason() == Reason.UNAVAILABLE);
    }

    @Test
    void noAnswerToATryWithTimeEnough_triedAgain() {
        assertThatExceptionOfType(SentryException.class)
                .isThrownBy(() -> failing(HOUR, Reason.UNAVAILABLE, Reason.TIMEOUT, Reason.REFUSED))
                .matches(failure -> failure.reason() == Reason.REFUSED);
        assertThat(attempts).hasValue(3);
    }

    @Test
    void nothingButSilence_timeout() {
        assertThatExceptionOfType(SentryException.class)
                .isThrownBy(
                        () -> failing(MOMENT, Reason.TIMEOUT, Reason.TIMEOUT, Reason.TIMEOUT, Reason.TIMEOUT, Reason.TIMEOUT,
                                Reason.TIMEOUT, Reason.TIMEOUT))
                .matches(failure -> failure.reason() == Reason.TIMEOUT);
    }

    @ParameterizedTest
    @EnumSource(value = Reason.class, names = { "INVALID", "UNAUTHENTICATED", "REFUSED", "NOT_FOUND", "MOVED", "MISBEHAVED",
            "IDENTITY_UNSUPPORTED" })
    void certainFailure_notTriedAgain(Reason reason) {
        assertThatExceptionOfType(SentryException.class).isThrownBy(() -> failing(HOUR, reason, Reason.TIMEOUT))
                .matches(failure -> failure.reason() == reason);
        assertThat(attempts).hasValue(1);
    }

    /** Makes tries that fail for these reasons, one after the other. */
    private void failing(Duration time, Reason... reasons) {
        Retries.within(Deadline.in(time), () -> {
            throw new SentryException(List.of(reasons).get(attempts.getAndIncrement()), "scripted");
        });
    }
}
