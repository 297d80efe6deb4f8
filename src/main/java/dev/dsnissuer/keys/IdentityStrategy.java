package dev.dsnissuer.keys;

import java.util.List;
import java.util.Optional;

import dev.dsnissuer.sentry.ClientKey;
import dev.dsnissuer.sentry.Deadline;
import dev.dsnissuer.sentry.RateLimit;
import dev.dsnissuer.sentry.SentryException;

/** How a name is tied to one key: by a public key that is derived from it, or by the name as Sentry lists it. */
sealed interface IdentityStrategy permits DerivedIdentity, NameIdentity {

    /**
     * Looks once whether Sentry has the name's key.
     *
     * @return the key, active or not; empty if there is none, which may also mean that the project is unknown
     * @throws SentryException if Sentry did not tell
     */
    Optional<ClientKey> find(KeyName name, Deadline deadline);

    /**
     * Finds every key that the name stands for, or would stand for if another one were gone.
     *
     * @return active and inactive keys; the first is the one that {@link #find} answers with
     * @throws SentryException if Sentry did not tell
     */
    List<ClientKey> all(KeyName name, Deadline deadline);

    /**
     * Makes sure that the key which {@link #find} did not find is missing, and not merely looked for in the wrong project.
     *
     * @throws SentryException if Sentry knows no such project, or its slug was given to another project: {@link #find} may then
     *         find the key in another try
     */
    void confirmAbsent(KeyName name, Deadline deadline);

    /**
     * Creates the key of a name after {@link #find} found none. If it fails and may succeed later, it is tried again from
     * {@link #find} on.
     *
     * @param rateLimit null for a key without one
     * @param useCase null for Sentry's default
     * @return the name's key; {@link Created#isNew} is false if somebody else's came first
     * @throws SentryException if the key was not created, or Sentry did not tell
     */
    Created create(KeyName name, RateLimit rateLimit, String useCase, Deadline deadline);

    record Created(ClientKey key, boolean isNew) {
    }
}
