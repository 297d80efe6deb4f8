package dev.dsnissuer.bench;

import java.time.Duration;
import java.util.Random;

/** What goes on side by side while the soak lasts. */
final class SoakTasks {

    /** Something that takes its time. */
    interface Step {
        void take() throws InterruptedException;
    }

    /** How long before the end no step is begun any more. */
    private static final long LAST_STEP = Duration.ofSeconds(20).toNanos();

    private SoakTasks() {
    }

    /** Takes the step again and again, after random times, until shortly before the end. */
    static void plan(long end, int seconds, Step step, Random random) throws InterruptedException {
        while (true) {
            long wait = (long) (-1000.0 * seconds * Math.log(1 - random.nextDouble()));
            if (end - System.nanoTime() < wait * 1_000_000 + LAST_STEP) {
                return;
            }
            Thread.sleep(wait);
            step.take();
        }
    }

    static void forever(long millis, Step task) throws InterruptedException {
        while (true) {
            task.take();
            Thread.sleep(millis);
        }
    }

    static Thread background(Step step) {
        Thread thread = new Thread(() -> {
            try {
                step.take();
            } catch (InterruptedException | RuntimeException | AssertionError e) {
                SoakLog.fail("%s", e);
                e.printStackTrace();
            }
        });
        thread.setDaemon(true);
        thread.start();
        return thread;
    }
}
