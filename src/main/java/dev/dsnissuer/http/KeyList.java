package dev.dsnissuer.http;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;

import dev.dsnissuer.callers.Caller;
import dev.dsnissuer.sentry.ClientKey;
import dev.dsnissuer.sentry.RateLimit;

/**
 * The answer to a listing: a page of a project's keys, newest first, or the one that was asked for by name.
 *
 * @param next the cursor of the next page; null on the last one
 */
record KeyList(List<Key> keys, String next) {

    /**
     * What a caller sees of a key.
     *
     * @param dsn null if the key's rate limit is higher than the caller may have, so that listing is no way around that
     * @param rateLimit null if the key has none
     * @param createdAt null if the server does not say
     */
    record Key(String name, String dsn, boolean active, RateLimit rateLimit, Instant createdAt) {

        private static Key of(ClientKey key, Caller caller) {
            return new Key(key.name(), caller.mayHave(key.rateLimit()) ? key.publicDsn() : null, key.isActive(),
                    key.rateLimit(), instant(key.dateCreated()));
        }
    }

    static KeyList of(List<ClientKey> keys, String next, Caller caller) {
        return new KeyList(keys.stream().map(key -> Key.of(key, caller)).toList(), next);
    }

    /** @return null for a text that is no date: the list is worth more to the caller than this date */
    private static Instant instant(String text) {
        try {
            return text == null ? null : OffsetDateTime.parse(text).toInstant();
        } catch (DateTimeException e) {
            return null;
        }
    }
}
