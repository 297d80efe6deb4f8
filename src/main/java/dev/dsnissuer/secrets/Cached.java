package dev.dsnissuer.secrets;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.function.Function;

/**
 * A value that is read when it is needed, and again when it is old or was found wanting. While it cannot be read, the last one
 * that was read serves for a time. No request can cause it to be read more often than the pauses allow.
 */
public final class Cached<T> {

    /** The pause while there is no value to serve. */
    private static final Duration SHORT_PAUSE = Duration.ofSeconds(1);
    private static final Duration SHORTEST_READ = Duration.ofMillis(100);

    private final Function<Duration, Optional<T>> reader;
    private final Duration fresh;
    private final Duration usable;
    private final Duration pause;
    private final Clock clock;

    /** Null while there is nothing to serve. */
    private T value;
    private Instant readAt = Instant.MIN;
    private Instant triedAt = Instant.MIN;
    /** When it was read last because it was found wanting. */
    private Instant refusedAt = Instant.MIN;

    /**
     * @param reader reads the value within the time that it is given; empty if it cannot
     * @param fresh how old the value may be
     * @param usable how old it may be while it cannot be read
     * @param pause how soon it may be read again
     */
    public Cached(Function<Duration, Optional<T>> reader, Duration fresh, Duration usable, Duration pause, Clock clock) {
        this.reader = reader;
        this.fresh = fresh;
        this.usable = usable;
        this.pause = pause;
        this.clock = clock;
    }

    /** @param patience how long reading may take */
    public synchronized Optional<T> current(Duration patience) {
        if (!isWithin(fresh, readAt)) {
            if (!isWithin(usable, readAt)) {
                value = null;
            }
            if (!isWithin(value == null ? SHORT_PAUSE : pause, triedAt)) {
                read(patience);
            }
        }
        return Optional.ofNullable(value);
    }

    /** Reads the value before it is needed. Should this fail, whoever needs it tries again without a pause. */
    public synchronized void prefetch(Duration patience) {
        if (current(patience).isEmpty()) {
            triedAt = Instant.MIN;
        }
    }

    /**
     * Reads again at once, unless the value was found wanting just now, too. Other reads do not count.
     *
     * @param refused the value that was found wanting
     * @return another value, if there is one by now
     */
    public synchronized Optional<T> newerThan(T refused, Duration patience) {
        if (refused.equals(value) && !isWithin(pause, refusedAt)) {
            refusedAt = clock.instant();
            read(patience);
        }
        return Optional.ofNullable(value).filter(now -> !now.equals(refused));
    }

    /** Drops the value, so that the next request reads it anew. */
    public synchronized void forget() {
        value = null;
        readAt = Instant.MIN;
        triedAt = Instant.MIN;
        refusedAt = Instant.MIN;
    }

    /** Whether the value could not be read when that was tried last, so that it may be out of date. */
    public synchronized boolean isReadingFailing() {
        return triedAt.isAfter(readAt);
    }

    private void read(Duration patience) {
        if (patience.compareTo(SHORTEST_READ) < 0) {
            return;
        }
        triedAt = clock.instant();
        reader.apply(patience).ifPresent(read -> {
            value = read;
            readAt = triedAt;
        });
    }

    private boolean isWithin(Duration time, Instant since) {
        return clock.instant().isBefore(since.plus(time));
    }
}
