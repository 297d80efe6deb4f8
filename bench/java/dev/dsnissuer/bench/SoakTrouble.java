package dev.dsnissuer.bench;

import java.time.Duration;

/** Whether a server is in trouble, and until when it was, so that answers of that time can be judged by it. */
final class SoakTrouble {

    /** What a server that is well again may still need: half of a connection's handshake may lie in the time before. */
    private static final long AFTERMATH = Duration.ofSeconds(2).toNanos();

    private final String server;
    private volatile boolean on;
    private volatile long ended = System.nanoTime() - Duration.ofDays(1).toNanos();

    SoakTrouble(String server) {
        this.server = server;
    }

    /** Gets the server into trouble, and out of it after that time. */
    void last(String what, long millis, Runnable begin, Runnable end) throws InterruptedException {
        on = true;
        SoakLog.print("%s %s, for %.1f s", server, what, millis / 1000.0);
        begin.run();
        try {
            Thread.sleep(millis);
        } finally {
            end.run();
            ended = System.nanoTime();
            on = false;
        }
    }

    boolean isOn() {
        return on;
    }

    /** When it ended last, as {@link System#nanoTime}. */
    long ended() {
        return ended;
    }

    /** Whether a request that began then, and is just answered, may have met it. */
    boolean hasMet(long began) {
        return on || began - ended < AFTERMATH;
    }
}
