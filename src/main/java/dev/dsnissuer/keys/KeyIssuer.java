package dev.dsnissuer.keys;

import java.time.Clock;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import dev.dsnissuer.callers.Caller;
import dev.dsnissuer.callers.Caller.Operation;
import dev.dsnissuer.keys.IdentityStrategy.Created;
import dev.dsnissuer.keys.KeyRefusedException.Reason;
import dev.dsnissuer.secrets.IssuerConfig;
import dev.dsnissuer.secrets.SecretStore;
import dev.dsnissuer.sentry.ClientKey;
import dev.dsnissuer.sentry.ClientKeys;
import dev.dsnissuer.sentry.Deadline;
import dev.dsnissuer.sentry.RateLimit;
import dev.dsnissuer.sentry.SentryException;
import io.quarkus.runtime.Startup;

/** Makes sure that a project holds exactly one key of a name. */
@ApplicationScoped
public class KeyIssuer {

    /**
     * A key that may be handed out.
     *
     * @param publicKey for the audit log
     * @param isNew whether this request created the key
     */
    public record IssuedKey(String dsn, String publicKey, boolean isNew) {
    }

    private final IdentityStrategy identity;

    KeyIssuer(IdentityStrategy identity) {
        this.identity = identity;
    }

    /** Makes the strategy that {@code issuer.identity} names. */
    @Startup
    @Produces
    @Singleton
    static IdentityStrategy identity(IssuerConfig config, ClientKeys keys, SecretStore secrets, Clock clock) {
        return config.isDerived() ? new DerivedIdentity(keys, secrets, clock) : new NameIdentity(keys);
    }

    /**
     * Asks the policy, then finds the key or else creates it, and checks what Sentry answers. Whatever fails for now is tried
     * again from the first look on: a POST whose outcome is not known may have made the key, and so may somebody else's.
     *
     * @param rateLimit null if none is asked for
     * @param useCase null for Sentry's default
     * @throws KeyRefusedException if the caller gets no key
     * @throws SentryException if Sentry did not do its part before the deadline
     */
    public IssuedKey issue(Caller caller, KeyName name, RateLimit rateLimit, String useCase, Deadline deadline) {
        KeyDirectory.require(caller, Operation.ISSUE, name.project());
        if (rateLimit != null && !caller.mayHave(rateLimit)) {
            throw new KeyRefusedException(Reason.RATE_LIMIT_TOO_HIGH);
        }
        AtomicReference<SentryException> failedPost = new AtomicReference<>();
        return Retries.within(deadline, () -> {
            Optional<ClientKey> found = identity.find(name, deadline);
            if (found.isPresent()) {
                return replay(caller, found.get(), rateLimit);
            }
            if (!deadline.allowsPost()) {
                throw failedPost.get().asLast();
            }
            try {
                return create(caller, name, rateLimit, useCase, deadline);
            } catch (SentryException e) {
                failedPost.set(e);
                // After the last POST only one that may have made the key is worth another look.
                throw deadline.allowsPost() || e.reason().isUncertain() ? e : e.asLast();
            }
        });
    }

    /** An existing key must have the rate limit that is asked for, or else any that the caller may have. */
    private static IssuedKey replay(Caller caller, ClientKey key, RateLimit asked) {
        if (!key.isActive()) {
            throw new KeyRefusedException(Reason.DEACTIVATED, key.id());
        }
        if (asked == null ? !caller.mayHave(key.rateLimit()) : !asked.equals(key.rateLimit())) {
            throw new KeyRefusedException(Reason.RATE_LIMIT_DIFFERS, key.id());
        }
        return new IssuedKey(key.usableDsn(), key.id(), false);
    }

    /** A new key gets the rate limit that is asked for, or else the highest that the caller may have. */
    private IssuedKey create(Caller caller, KeyName name, RateLimit asked, String useCase, Deadline deadline) {
        RateLimit required = asked == null ? caller.maxRateLimit() : asked;
        Created created = identity.create(name, required, useCase, deadline);
        if (!created.isNew()) {
            return replay(caller, created.key(), asked);
        }
        String dsn = created.key().usableDsn();
        if (required != null && !required.equals(created.key().rateLimit())) {
            throw new KeyRefusedException(Reason.RATE_LIMIT_NOT_APPLIED, created.key().id());
        }
        return new IssuedKey(dsn, created.key().id(), true);
    }
}
