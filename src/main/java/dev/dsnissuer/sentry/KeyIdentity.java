package dev.dsnissuer.sentry;

import java.util.List;
import java.util.Optional;

/** How a name is tied to one key: by a public key derived from it, or by the name as Sentry lists it. */
public sealed interface KeyIdentity permits DerivedIdentity, NameIdentity {

    /**
     * One look at Sentry.
     *
     * @return the name's key, active or not; empty where there is none; an unknown project may be said here or by
     *         {@link #create}
     * @throws SentryException if Sentry did not tell
     */
    Optional<ClientKey> find(KeyName name, Deadline deadline);

    /**
     * @return every key that the name may stand for, now or after some of them are gone, active or not: first the one that
     *         {@link #find} answers with; an unknown project may be said here
     * @throws SentryException if Sentry did not tell
     */
    List<ClientKey> all(KeyName name, Deadline deadline);

    /**
     * Creates the key of a name that {@link #find} has just not found. Where it fails transiently, it may be tried again
     * from the look on.
     *
     * @param rateLimit null for none
     * @param useCase null for Sentry's default
     * @return the name's key, with {@link Created#isNew} false where somebody else's came first
     * @throws SentryException if the key was not created, or Sentry did not tell
     */
    Created create(KeyName name, RateLimit rateLimit, String useCase, Deadline deadline);

    record Created(ClientKey key, boolean isNew) {
    }
}
