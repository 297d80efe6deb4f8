package dev.dsnissuer.keys;

import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import dev.dsnissuer.callers.Caller;
import dev.dsnissuer.callers.Caller.Operation;
import dev.dsnissuer.keys.KeyRefusedException.Reason;
import dev.dsnissuer.sentry.ClientKey;
import dev.dsnissuer.sentry.ClientKeys;
import dev.dsnissuer.sentry.Deadline;
import dev.dsnissuer.sentry.KeyPage;
import dev.dsnissuer.sentry.KeyPages;
import dev.dsnissuer.sentry.ProjectPath;
import dev.dsnissuer.sentry.SentryException;

/** Lists, finds and deactivates the keys of a project, whoever made them. */
@ApplicationScoped
public class KeyDirectory {

    private final IdentityStrategy identity;
    private final ClientKeys keys;
    private final KeyPages pages;

    KeyDirectory(IdentityStrategy identity, ClientKeys keys, KeyPages pages) {
        this.identity = identity;
        this.keys = keys;
        this.pages = pages;
    }

    /**
     * A page of the project's keys.
     *
     * @param cursor what the page before said of the next one; null for the first
     * @throws KeyRefusedException if the caller may not list keys here
     * @throws SentryException if Sentry did not do its part before the deadline
     */
    public KeyPage list(Caller caller, ProjectPath project, String cursor, Deadline deadline) {
        require(caller, Operation.LIST, project);
        return Retries.within(deadline, () -> pages.page(project, cursor, deadline));
    }

    /**
     * The active key of a name.
     *
     * @throws KeyRefusedException if the caller may not list keys here
     * @throws SentryException if Sentry did not do its part before the deadline
     */
    public Optional<ClientKey> find(Caller caller, KeyName name, Deadline deadline) {
        require(caller, Operation.LIST, name.project());
        return Retries.within(deadline, () -> {
            Optional<ClientKey> found = identity.find(name, deadline);
            if (found.isEmpty()) {
                keys.requireProject(name.project(), deadline);
            }
            return found.filter(ClientKey::isActive);
        });
    }

    /**
     * Deactivates every key that the name may stand for, so that none of them can take another's place. The name stays taken.
     *
     * @return the key that the name stands for
     * @throws KeyRefusedException if the caller may not, or there is no such key
     * @throws SentryException if Sentry did not do its part before the deadline
     */
    public ClientKey deactivate(Caller caller, KeyName name, Deadline deadline) {
        require(caller, Operation.DEACTIVATE, name.project());
        return Retries.within(deadline, () -> {
            List<ClientKey> named = identity.all(name, deadline);
            if (named.isEmpty()) {
                keys.requireProject(name.project(), deadline);
                throw new KeyRefusedException(Reason.UNKNOWN_KEY);
            }
            // The key that the name stands for comes last: if this breaks off, no other key has taken its place.
            for (int i = named.size() - 1; i >= 0; i--) {
                if (named.get(i).isActive() && keys.deactivate(name.project(), named.get(i), deadline).isActive()) {
                    throw new SentryException(SentryException.Reason.MISBEHAVED,
                            "Sentry answered with a key that is still active");
                }
            }
            return named.get(0);
        });
    }

    private static void require(Caller caller, Operation operation, ProjectPath project) {
        if (!caller.may(operation, project)) {
            throw new KeyRefusedException(Reason.NOT_PERMITTED);
        }
    }
}
