package dev.dsnissuer.sentry;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import org.junit.jupiter.api.Test;

/** What a deadline leaves for calls and for waiting. */
class TimeLeftTest {

    private static final Duration HOUR = Duration.ofHours(1);
    private static final Duration SECOND = Duration.ofSeconds(1);

    @Test
    void deadlineAhead_noMoreThanWasGiven() {
        assertThat(Deadline.in(HOUR).left()).isBetween(HOUR.dividedBy(2), HOUR);
    }

    @Test
    void deadlinePassed_nothing() {
        assertThat(Deadline.in(Duration.ZERO).left()).isZero();
        assertThat(Deadline.in(Duration.ofSeconds(-1)).left()).isZero();
    }

    @Test
    void waitUpToTheDeadline_refusedAtOnce() {
        assertThat(Deadline.in(SECOND).sleep(SECOND)).isFalse();
        assertThat(Deadline.in(Duration.ZERO).sleep(Duration.ZERO)).isFalse();
    }

    /** 100 ms must be left for the call after the wait. */
    @Test
    void waitThatLeavesNoTimeForACall_refusedAtOnce() {
        assertThat(Deadline.in(SECOND).sleep(SECOND.minusMillis(100))).isFalse();
    }

    @Test
    void waitWithTimeEnoughAfterwards_done() {
        assertThat(Deadline.in(HOUR).sleep(Duration.ofMillis(1))).isTrue();
    }
}
