package dev.dsnissuer.sentry;

import java.text.Normalizer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

import dev.dsnissuer.sentry.SentryException.Reason;
import io.quarkus.logging.Log;

/**
 * The oldest active key of exactly that name, for servers that ignore chosen public keys. Only documented calls, but no
 * lock: two POSTs within one moment both make a key. Everybody answers with the older one, and the other is a stray.
 */
final class NameIdentity implements KeyIdentity {

    private final ClientKeys keys;

    NameIdentity(ClientKeys keys) {
        this.keys = keys;
    }

    @Override
    public Optional<ClientKey> find(KeyName name, Deadline deadline) {
        return all(name, deadline).stream().findFirst();
    }

    /**
     * Active ones first, since a deactivated name stays taken but by no other, and the oldest of each. Costs a call per page of
     * keys.
     */
    @Override
    public List<ClientKey> all(KeyName name, Deadline deadline) {
        List<ClientKey> named = new ArrayList<>();
        String cursor = null;
        do {
            KeyPage page = keys.list(name.organization(), name.project(), cursor, deadline);
            // Newest first. A key deleted meanwhile can let one slip by.
            page.keys().stream().filter(key -> isNamed(key, name.name())).forEach(named::add);
            cursor = page.next();
        } while (cursor != null);
        Collections.reverse(named);
        named.sort(Comparator.comparing(ClientKey::isActive).reversed());
        return named;
    }

    /** After an uncertain POST only looks again, since here a repeated one can make a second key. */
    @Override
    public Created create(KeyName name, RateLimit rateLimit, String useCase, Deadline deadline) {
        ClientKey created;
        Retries retries = new Retries(deadline);
        try {
            created = keys.create(name, new NewClientKey(name.name(), null, rateLimit, useCase), deadline);
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

    /** @throws SentryException the given one, not to be tried again, if the name's key does not turn up in time */
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
        return key.name() != null && Normalizer.normalize(key.name().strip(), Normalizer.Form.NFC).equals(name);
    }
}
