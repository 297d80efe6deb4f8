package dev.dsnissuer;

import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;

import com.fasterxml.jackson.annotation.JsonIgnore;

import dev.dsnissuer.sentry.ClientKey;
import dev.dsnissuer.sentry.RateLimit;

/**
 * A page of a project's keys, newest first, or the one that was asked for by name.
 *
 * @param next the next page's cursor; null on the last one
 */
public record KeyList(List<Key> keys, String next) {

    /**
     * What of a key goes out.
     *
     * @param id the public key, for the log alone
     * @param rateLimit null where there is none
     * @param createdAt null where the server does not say
     */
    public record Key(@JsonIgnore String id, String name, String dsn, boolean active, RateLimit rateLimit, Instant createdAt) {

        static Key of(ClientKey key) {
            return new Key(key.id(), key.name(), key.publicDsn(), key.isActive(), key.rateLimit(), instant(key.dateCreated()));
        }

        /** Null for what is none: the date is not worth a refusal. */
        private static Instant instant(String text) {
            try {
                return text == null ? null : OffsetDateTime.parse(text).toInstant();
            } catch (DateTimeException e) {
                return null;
            }
        }
    }
}
