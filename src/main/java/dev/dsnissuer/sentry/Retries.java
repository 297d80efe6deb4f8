package dev.dsnissuer.sentry;

import java.time.Duration;
import java.util.Random;
import java.util.function.Supplier;

import dev.dsnissuer.sentry.SentryException.Reason;

/** When to try again within one request: after what Sentry asked for, or with a jittered, growing wait. */
public final class Retries {

    private static final Duration FIRST_WAIT = Duration.ofMillis(100);
    private static final Duration LONGEST_WAIT = Duration.ofSeconds(2);
    /** If less is left, that the deadline passed says less of Sentry than the failure before it. */
    private static final Duration FAIR_TRY = Duration.ofSeconds(1);

    /** Seeded here and now: one that was seeded before a checkpoint would be the same in every instance restored from it. */
    private final Random random = new Random();
    private final Deadline deadline;
    private Duration wait = FIRST_WAIT;

    /**
     * @return what the first attempt that does not fail answers with
     * @throws SentryException the last one, once another attempt is of no use or of no time
     */
    public static <T> T within(Deadline deadline, Supplier<T> attempt) {
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

    /** @throws SentryException the given one, if another try is of no use or of no time */
    void waitAfter(SentryException failure) {
        // Between half and all of it, so that those who failed together do not come back together.
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
