package dev.dsnissuer;

import java.util.List;
import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import dev.dsnissuer.Problem.Code;
import dev.dsnissuer.Problem.Violation;
import dev.dsnissuer.caller.Caller;
import dev.dsnissuer.caller.Operation;
import dev.dsnissuer.sentry.ClientKey;
import dev.dsnissuer.sentry.ClientKeys;
import dev.dsnissuer.sentry.Deadline;
import dev.dsnissuer.sentry.KeyIdentity;
import dev.dsnissuer.sentry.KeyName;
import dev.dsnissuer.sentry.KeyPage;
import dev.dsnissuer.sentry.KeyPages;
import dev.dsnissuer.sentry.Retries;
import dev.dsnissuer.sentry.SentryException;
import dev.dsnissuer.sentry.SentryException.Reason;

/** Finds, lists and deactivates the keys that a project holds, however they came to be. */
@ApplicationScoped
public class KeyDirectory {

    private final KeyIdentity identity;
    private final ClientKeys keys;
    private final KeyPages pages;

    KeyDirectory(KeyIdentity identity, ClientKeys keys, KeyPages pages) {
        this.identity = identity;
        this.keys = keys;
        this.pages = pages;
    }

    /**
     * A page of the project's keys or, where a name is given, the active key of that name if there is one.
     *
     * @throws Problem if the caller may not, or the cursor is none
     * @throws SentryException if Sentry did not do its part before the deadline
     */
    KeyList list(Caller caller, KeyQuery query, Deadline deadline) {
        require(caller, Operation.LIST, query);
        return Retries.within(deadline,
                () -> query.name() == null ? page(query, deadline) : find(query.key(), deadline));
    }

    private KeyList find(KeyName name, Deadline deadline) {
        Optional<ClientKey> found = identity.find(name, deadline);
        if (found.isEmpty()) {
            keys.requireProject(name, deadline);
        }
        return new KeyList(found.stream().filter(ClientKey::isActive).map(KeyList.Key::of).toList(), null);
    }

    private KeyList page(KeyQuery query, Deadline deadline) {
        try {
            KeyPage page = pages.page(query.organization(), query.project(), query.cursor(), deadline);
            return new KeyList(page.keys().stream().map(KeyList.Key::of).toList(), page.next());
        } catch (SentryException e) {
            if (e.reason() == Reason.INVALID && query.cursor() != null) {
                throw new Problem(List.of(new Violation("cursor", "was refused by Sentry")));
            }
            throw e;
        }
    }

    /**
     * Deactivates every key that the name may stand for, so that none can take another's place. Their names stay taken.
     *
     * @return the key that the name stands for
     * @throws Problem if the caller may not, or there is no such key
     * @throws SentryException if Sentry did not do its part before the deadline
     */
    ClientKey deactivate(Caller caller, KeyQuery query, Deadline deadline) {
        require(caller, Operation.DEACTIVATE, query);
        return Retries.within(deadline, () -> {
            List<ClientKey> named = identity.all(query.key(), deadline);
            if (named.isEmpty()) {
                keys.requireProject(query.key(), deadline);
                throw new Problem(Code.UNKNOWN_KEY, "The project has no key of this name");
            }
            // The first one last: wherever this breaks off, none of the others has taken its place.
            for (int i = named.size() - 1; i >= 0; i--) {
                if (named.get(i).isActive() && keys.deactivate(query.key(), named.get(i), deadline).isActive()) {
                    throw new SentryException(Reason.MISBEHAVED, "Sentry answered with a key that is still active");
                }
            }
            return named.get(0);
        });
    }

    private static void require(Caller caller, Operation operation, KeyQuery query) {
        if (!caller.may(operation, query.organization(), query.project())) {
            throw new Problem(Code.FORBIDDEN, "This caller may not do this in this project");
        }
    }
}
