package dev.dsnissuer.sentry;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * The moment by which a request must be answered. Every call to Sentry and every wait must end before it. It also counts the
 * calls that are made for the request, and bounds the POSTs among them.
 */
public final class Deadline {

    private static final int MOST_POSTS = 3;
    private static final Duration SHORTEST_CALL = Duration.ofMillis(100);

    /** In the time of {@link System#nanoTime}, which does not jump when the clock is set. */
    private final long moment;
    private final AtomicInteger calls = new AtomicInteger();
    private final AtomicInteger posts = new AtomicInteger();

    private Deadline(long moment) {
        this.moment = moment;
    }

    public static Deadline in(Duration time) {
        return new Deadline(System.nanoTime() + time.toNanos());
    }

    /** @return zero once the deadline has passed */
    public Duration left() {
        return Duration.ofNanos(Math.max(0, moment - System.nanoTime()));
    }

    void countCall() {
        calls.incrementAndGet();
    }

    /** Counts a POST, unless the request has sent as many as it may: whoever comes back must not become a load for Sentry. */
    boolean countPost() {
        return posts.getAndUpdate(sent -> Math.min(sent + 1, MOST_POSTS)) < MOST_POSTS;
    }

    /** Whether the request may send another POST. */
    public boolean allowsPost() {
        return posts.get() < MOST_POSTS;
    }

    /** How many calls to Sentry were made so far. */
    public int calls() {
        return calls.get();
    }

    /**
     * Waits, unless no time for another call would be left afterwards.
     *
     * @return whether it has waited
     */
    public boolean sleep(Duration wait) {
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
