package dev.dsnissuer.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Checks how long something takes, on a machine that may stall for seconds. */
public final class Timing {

    private static final int TRIES = 5;

    private Timing() {
    }

    /** Tries five times, and is content if the action once takes a time in this range. */
    public static void assertTakes(Duration atLeast, Duration atMost, Runnable action) {
        List<Duration> taken = new ArrayList<>();
        boolean isRight = false;
        while (!isRight && taken.size() < TRIES) {
            long start = System.nanoTime();
            action.run();
            Duration time = Duration.ofNanos(System.nanoTime() - start);
            taken.add(time);
            isRight = time.compareTo(atLeast) >= 0 && time.compareTo(atMost) <= 0;
        }
        assertThat(isRight).as("%s should once be between %s and %s", taken, atLeast, atMost).isTrue();
    }
}
