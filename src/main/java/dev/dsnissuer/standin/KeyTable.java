package dev.dsnissuer.standin;

import java.util.HashSet;
import java.util.OptionalLong;
import java.util.Set;

/** What Sentry's database knows of the keys of all projects together: their row ids, and what its constraints hold unique. */
final class KeyTable {

    private final Set<String> publicKeys = new HashSet<>();
    private final Set<String> secretKeys = new HashSet<>();
    private long lastRowId;

    /** The id of the key's new row, or empty where its public key or its secret is taken. */
    synchronized OptionalLong insert(Key key) {
        // PostgreSQL uses up an id for a row that it then refuses, too.
        lastRowId++;
        if (publicKeys.contains(key.publicKey) || secretKeys.contains(key.secretKey)) {
            return OptionalLong.empty();
        }
        publicKeys.add(key.publicKey);
        secretKeys.add(key.secretKey);
        return OptionalLong.of(lastRowId);
    }

    /** Frees the public key and the secret for another key. */
    synchronized void delete(Key key) {
        publicKeys.remove(key.publicKey);
        secretKeys.remove(key.secretKey);
    }
}
