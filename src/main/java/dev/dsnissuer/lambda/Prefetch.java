package dev.dsnissuer.lambda;

import java.time.Duration;

import jakarta.inject.Singleton;

import dev.dsnissuer.secrets.SecretStore;
import dev.dsnissuer.secrets.UnavailableException;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Startup;

/**
 * Reads the secret document as soon as a process has started or was restored, while Lambda still hands over the first event,
 * which would otherwise wait for it. Before a snapshot nothing is read, because the snapshot would hold the document.
 */
@Startup(Prefetch.LAST)
@Singleton
class Prefetch {

    /** After the beans that say what a document must be like; theirs is 2500. */
    static final int LAST = 5000;

    /** As Lambda's documentation calls the variable and its value. */
    private static final String INITIALIZATION_TYPE = "AWS_LAMBDA_INITIALIZATION_TYPE";
    private static final String SNAPSHOT = "snap-start";
    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final SecretStore secrets;

    Prefetch(SecretStore secrets) {
        this.secrets = secrets;
        // In dev mode and in tests, nothing is asked of the secret's server before a request needs it.
        if (LaunchMode.current() == LaunchMode.NORMAL && !SNAPSHOT.equals(System.getenv(INITIALIZATION_TYPE))) {
            start();
        }
    }

    /** Returns at once. A request that comes before the document waits for it. */
    void start() {
        Thread thread = new Thread(this::read, "prefetch");
        thread.setDaemon(true);
        thread.start();
    }

    private void read() {
        try {
            secrets.current(PATIENCE);
        } catch (UnavailableException e) {
            // The log already says why. A request that comes a second later tries again.
        }
    }
}
