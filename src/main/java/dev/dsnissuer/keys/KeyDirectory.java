package dev.dsnissuer.keys;

import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;

import jakarta.enterprise.context.ApplicationScoped;

import dev.dsnissuer.callers.Caller;
import dev.dsnissuer.callers.Caller.Operation;
import dev.dsnissuer.keys.KeyRefusedException.Reason;
import dev.dsnissuer.sentry.ClientKey;
import dev.dsnissuer.sentry.ClientKeys;
import dev.dsnissuer.sentry.Deadline;
import dev.dsnissuer.sentry.KeyPage;
import dev.dsnissuer.sentry.ProjectPath;
import dev.dsnissuer.sentry.RateLimit;
import dev.dsnissuer.sentry.SentryException;

/**
 * Lists, finds, changes and deactivates the keys of a project, whoever made them. Every method throws a
 * {@link KeyRefusedException} if the caller's policy does not allow it, and a {@link SentryException} if Sentry did not do its
 * part before the deadline.
 */
@ApplicationScoped
public class KeyDirectory {

    private final IdentityStrategy identity;
    private final ClientKeys keys;
    private final KeyChanges changes;

    KeyDirectory(IdentityStrategy identity, ClientKeys keys) {
        this.identity = identity;
        this.keys = keys;
        this.changes = new KeyChanges(keys);
    }

    /** @param cursor what the page before said of the next one; null for the first */
    public KeyPage list(Caller caller, ProjectPath project, String cursor, Deadline deadline) {
        require(caller, Operation.LIST, project);
        try {
            return Retries.within(deadline, () -> keys.list(project, cursor, deadline));
        } catch (SentryException e) {
            throw e.reason() == SentryException.Reason.INVALID && cursor != null ? new KeyRefusedException(Reason.CURSOR) : e;
        }
    }

    /** @return the active key of the name, if the caller may have its rate limit */
    public Optional<ClientKey> find(Caller caller, KeyName name, Deadline deadline) {
        require(caller, Operation.LIST, name.project());
        return Retries.within(deadline, () -> {
            Optional<ClientKey> found = identity.find(name, deadline);
            if (found.isEmpty()) {
                identity.confirmAbsent(name, deadline);
            }
            return found.filter(key -> key.isActive() && caller.mayHave(key.rateLimit()));
        });
    }

    /**
     * Changes the rate limit of a key and nothing else. A key that has the rate limit already is not changed.
     *
     * @param rateLimit null to remove the limit
     * @return the key as it is afterwards, active and with this rate limit
     */
    public ClientKey limit(Caller caller, KeyRef ref, RateLimit rateLimit, Deadline deadline) {
        require(caller, Operation.UPDATE, ref.project());
        if (!caller.mayHave(rateLimit)) {
            throw new KeyRefusedException(Reason.RATE_LIMIT_TOO_HIGH);
        }
        return Retries.within(deadline, () -> {
            ClientKey key = keysOf(ref, name -> identity.find(name, deadline).stream().toList(), deadline).get(0);
            if (!key.isActive()) {
                throw new KeyRefusedException(Reason.DEACTIVATED, key.id());
            }
            return Objects.equals(key.rateLimit(), rateLimit) ? key : changes.limit(ref.project(), key, rateLimit, deadline);
        });
    }

    /**
     * Deactivates every key that a name may stand for, so that none of them can take another's place. The name stays taken.
     *
     * @return the key that the name stands for, or the one with the public key
     */
    public ClientKey deactivate(Caller caller, KeyRef ref, Deadline deadline) {
        require(caller, Operation.DEACTIVATE, ref.project());
        return Retries.within(deadline, () -> {
            List<ClientKey> found = keysOf(ref, name -> identity.all(name, deadline), deadline);
            // The key that the name stands for comes last: if this breaks off, no other key has taken its place.
            for (int i = found.size() - 1; i >= 0; i--) {
                if (found.get(i).isActive()) {
                    changes.deactivate(ref.project(), found.get(i), deadline);
                }
            }
            return found.get(0);
        });
    }

    /**
     * @param named finds the keys of a name
     * @return at least one key
     * @throws KeyRefusedException if there is none
     */
    private List<ClientKey> keysOf(KeyRef ref, Function<KeyName, List<ClientKey>> named, Deadline deadline) {
        List<ClientKey> found;
        if (ref.publicKey() == null) {
            found = named.apply(ref.keyName());
            if (found.isEmpty()) {
                identity.confirmAbsent(ref.keyName(), deadline);
            }
        } else {
            found = keys.get(ref.project(), ref.publicKey(), deadline).stream().toList();
            if (found.isEmpty()) {
                keys.newest(ref.project(), deadline);
            } else {
                found.get(0).require(ref.publicKey());
            }
        }
        if (found.isEmpty()) {
            throw new KeyRefusedException(Reason.UNKNOWN_KEY, ref.publicKey());
        }
        return found;
    }

    /** @throws KeyRefusedException if the caller's policy does not allow the operation in the project */
    static void require(Caller caller, Operation operation, ProjectPath project) {
        if (!caller.may(operation, project)) {
            throw new KeyRefusedException(Reason.NOT_PERMITTED);
        }
    }
}
