package dev.dsnissuer.sentry;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** The moment by which a request must be answered, with every call to Sentry and every wait before it; counts the calls. */
public final class Deadline {

    private static final Duration SHORTEST_CALL = Duration.ofMillis(100);

    /** By {@link System#nanoTime}, which no correction of the clock moves. */
    private final long moment;
    private final AtomicInteger calls = new AtomicInteger();

    private Deadline(long moment) {
        this.moment = moment;
    }

    public static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** Never negative. */
    public Duration left() {
        return Duration.ofNanos(Math.max(0, moment - System.nanoTime()));
    }

    void countCall() {
        calls.incrementAndGet();
    }

    /** How many calls to Sentry were made so far. */
    public int calls() {
        return calls.get();
    }

    /**
     * Waits, unless that would leave no time for a call.
     *
     * @return whether it has waited
     */
    boolean sleep(Duration wait) {
        if (wait.plus(SHORTEST_CALL).compareTo(left()) >= 0) {
            return false;
        }
        try {
            Thread.sleep(wait.toMillis());
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
