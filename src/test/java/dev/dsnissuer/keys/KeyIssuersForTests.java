package dev.dsnissuer.keys;

import java.util.function.Consumer;

import dev.dsnissuer.callers.Caller;
import dev.dsnissuer.sentry.Deadline;
import dev.dsnissuer.sentry.RateLimit;

/** Lets tests of other rooms put an issuer with a defect in the place of the real one. */
public final class KeyIssuersForTests {

    private KeyIssuersForTests() {
    }

    /** @param message of the exception that every request for a key meets */
    public static KeyIssuer failing(String message) {
        return failing(deadline -> {
        }, message);
    }

    /**
     * @param listener is shown the deadline of every request for a key
     * @param message of the exception that the request then meets
     */
    static KeyIssuer failing(Consumer<Deadline> listener, String message) {
        return new KeyIssuer(null) {
            @Override
            public IssuedKey issue(Caller caller, KeyName name, RateLimit rateLimit, String useCase, Deadline deadline) {
                listener.accept(deadline);
                throw new IllegalStateException(message);
            }
        };
    }
}
