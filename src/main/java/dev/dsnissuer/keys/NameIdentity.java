package dev.dsnissuer.keys;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

import dev.dsnissuer.sentry.ClientKey;
import dev.dsnissuer.sentry.ClientKeys;
import dev.dsnissuer.sentry.Deadline;
import dev.dsnissuer.sentry.KeyPage;
import dev.dsnissuer.sentry.RateLimit;
import dev.dsnissuer.sentry.SentryException;
import dev.dsnissuer.sentry.SentryException.Reason;
import io.quarkus.logging.Log;

/**
 * Ties a name to the oldest active key of exactly that name, for servers that ignore chosen public keys. It uses only calls
 * that Sentry documents, and has no lock: of two POSTs at the same moment both make a key. Every request answers with the
 * older key, and the other is a stray.
 */
final class NameIdentity implements IdentityStrategy {

    private final ClientKeys keys;

    NameIdentity(ClientKeys keys) {
        this.keys = keys;
    }

    @Override
    public Optional<ClientKey> find(KeyName name, Deadline deadline) {
        return all(name, deadline).stream().findFirst();
    }

    /**
     * Active keys first, and the oldest first among them: an inactive key keeps its name taken only while no active one has
     * the name. Costs one call for each page of keys.
     */
    @Override
    public List<ClientKey> all(KeyName name, Deadline deadline) {
        List<ClientKey> named = new ArrayList<>();
        boolean isMissingSome = false;
        Set<String> cursors = new HashSet<>();
        String cursor = null;
        do {
            KeyPage page = keys.list(name.project(), cursor, deadline);
            // Sentry lists the newest first. If a key is deleted meanwhile, the list can miss another one.
            page.keys().stream().filter(key -> isNamed(key, name.name())).forEach(named::add);
            isMissingSome |= page.isMissingSome();
            cursor = page.next();
            if (!cursors.add(cursor)) {
                throw new SentryException(Reason.MISBEHAVED, "Sentry's pages lead back to one that was read before");
            }
        } while (cursor != null);
        if (named.isEmpty() && isMissingSome) {
            throw new SentryException(Reason.MISBEHAVED,
                    "Sentry lists a key without its name, which may be the one looked for");
        }
        Collections.reverse(named);
        named.sort(Comparator.comparing(ClientKey::isActive).reversed());
        return named;
    }

    /** There is nothing left to find out, because a list of an unknown project's keys has failed already. */
    @Override
    public void confirmAbsent(KeyName name, Deadline deadline) {
        // Nothing to ask.
    }

    /** After a POST whose outcome is not known it only looks again, because another POST could make a second key. */
    @Override
    public Created create(KeyName name, RateLimit rateLimit, String useCase, Deadline deadline) {
        ClientKey created;
        Retries retries = new Retries(deadline);
        try {
            created = keys.create(name.project(), name.name(), null, rateLimit, useCase, deadline);
        } catch (SentryException e) {
            if (!e.reason().isUncertain()) {
                throw e;
            }
            return new Created(look(name, e, retries, deadline), false);
        }
        ClientKey oldest = look(name, notListed(), retries, deadline);
        boolean isNew = oldest.id().equals(created.id());
        if (!isNew) {
            Log.warnf("A stray key %.8s is left beside the older one of its name", created.id());
        }
        return new Created(oldest, isNew);
    }

    /** @throws SentryException the given one, marked as not to be tried again, if the key is not listed before the deadline */
    private ClientKey look(KeyName name, SentryException notFound, Retries retries, Deadline deadline) {
        while (true) {
            SentryException failure = notListed();
            try {
                Optional<ClientKey> found = find(name, deadline);
                if (found.isPresent()) {
                    return found.get();
                }
            } catch (SentryException e) {
                failure = e;
            }
            try {
                retries.waitAfter(failure);
            } catch (SentryException e) {
                throw (e.reason() == Reason.THROTTLED ? e : notFound).asLast();
            }
        }
    }

    private static SentryException notListed() {
        return new SentryException(Reason.UNAVAILABLE, "Sentry does not list the new key yet");
    }

    private static boolean isNamed(ClientKey key, String name) {
        return key.name() != null && KeyName.normalized(key.name()).equals(name);
    }
}
