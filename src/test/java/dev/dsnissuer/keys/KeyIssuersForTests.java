package dev.dsnissuer.keys;

import dev.dsnissuer.callers.Caller;
import dev.dsnissuer.sentry.Deadline;
import dev.dsnissuer.sentry.RateLimit;

/** Lets tests of other rooms put an issuer with a defect in the place of the real one. */
public final class KeyIssuersForTests {

    private KeyIssuersForTests() {
    }

    /** @param message of the exception that every request for a key meets */
    public static KeyIssuer failing(String message) {
        return new KeyIssuer(null) {
            @Override
            public IssuedKey issue(Caller caller, KeyName name, RateLimit rateLimit, String useCase, Deadline deadline) {
                throw new IllegalStateException(message);
            }
        };
    }
}
