package dev.dsnissuer;

import com.fasterxml.jackson.annotation.JsonIgnore;

/**
 * What goes out: the public DSN and nothing else.
 *
 * @param id the public key, for the log alone
 * @param isNew whether this request created the key; said by the status alone
 */
public record IssuedKey(String dsn, @JsonIgnore String id, @JsonIgnore boolean isNew) {
}
