package dev.dsnissuer.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.time.temporal.ChronoUnit;

import jakarta.inject.Singleton;

import io.quarkus.test.Mock;

/** The function's clock in tests: it shows the system's time until a test moves or freezes it. */
@Mock
@Singleton
public class ClockForTests extends Clock {

    private volatile Instant frozen;
    private volatile Duration ahead = Duration.ZERO;

    public void moveTo(Instant now) {
        ahead = Duration.between(Instant.now(), now);
    }

    public void advance(Duration time) {
        ahead = ahead.plus(time);
    }

    /** Stops the clock at a whole second. */
    public void freeze() {
        frozen = Instant.now().truncatedTo(ChronoUnit.SECONDS);
    }

    public void reset() {
        frozen = null;
        ahead = Duration.ZERO;
    }

    @Override
    public Instant instant() {
        return (frozen == null ? Instant.now() : frozen).plus(ahead);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException();
    }
}
