package dev.dsnissuer.sentry;

import java.text.Normalizer;
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

    /**
     * An inactive key where no active one has the name, since a deactivated name stays taken. Costs a call per page of keys.
     */
    @Override
    public Optional<ClientKey> find(KeyName name, Deadline deadline) {
        ClientKey oldest = null;
        String cursor = null;
        do {
            KeyPage page = keys.list(name, cursor, deadline);
            // Newest first: keys created meanwhile only push the older ones on, to be seen twice perhaps. A key deleted
            // meanwhile can let one slip by.
            for (ClientKey key : page.keys()) {
                if (isNamed(key, name.name()) && (oldest == null || key.isActive() || !oldest.isActive())) {
                    oldest = key;
                }
            }
            cursor = page.next();
        } while (cursor != null);
        return Optional.ofNullable(oldest);
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
