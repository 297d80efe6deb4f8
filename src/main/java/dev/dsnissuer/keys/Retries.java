package dev.dsnissuer.keys;

import java.time.Duration;
import java.util.Random;
import java.util.function.Supplier;

import dev.dsnissuer.sentry.Deadline;
import dev.dsnissuer.sentry.SentryException;
import dev.dsnissuer.sentry.SentryException.Reason;

/** Tries again within one request: after the time that Sentry asks for, or else after a growing time with jitter. */
final class Retries {

    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);
    /**
     * A try that begins with less time left than this may end at the deadline although Sentry is well. The failure before
     * it then tells more, and is the answer.
     */
    private static final Duration FAIR_TRY = Duration.ofSeconds(1);

    /**
     * Not static: a generator that is seeded before a snapshot would be the same in every instance that is restored from it.
     */
    private final Random random = new Random();
    private final Deadline deadline;
    private Duration wait = FIRST_WAIT;

    /**
     * @return the result of the first attempt that does not fail
     * @throws SentryException the last failure, once another attempt is of no use or there is no time for one
     */
    static <T> T within(Deadline deadline, Supplier<T> attempt) {
        Retries retries = new Retries(deadline);
        SentryException before = null;
        while (true) {
            boolean isCutShort = deadline.left().compareTo(FAIR_TRY) < 0;
            try {
                return attempt.get();
            } catch (SentryException e) {
                if (isCutShort && before != null && e.reason() == Reason.TIMEOUT) {
                    throw before;
                }
                retries.waitAfter(e);
                before = e;
            }
        }
    }

    Retries(Deadline deadline) {
        this.deadline = deadline;
    }

    /** @throws SentryException the given one, if another attempt is of no use or there is no time for one */
    void waitAfter(SentryException failure) {
        // Between half and all of the time, so that callers who failed together do not come back together.
        Duration jittered = Duration.ofMillis(wait.toMillis() / 2 + random.nextInt((int) wait.toMillis() / 2 + 1));
        Duration half = deadline.left().dividedBy(2);
        if (jittered.compareTo(half) > 0) {
            jittered = half;
        }
        Duration asked = failure.retryAfter();
        if (!failure.isTransient() || !deadline.sleep(asked.compareTo(jittered) > 0 ? asked : jittered)) {
            throw failure;
        }
        wait = wait.multipliedBy(2).compareTo(LONGEST_WAIT) > 0 ? LONGEST_WAIT : wait.multipliedBy(2);
    }
}
