package dev.dsnissuer.standin;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A project of the stand-in with its keys. Like every Sentry project it starts with a key named Default. */
public final class Project {

    public final long id;
    public final String organization;
    public final long organizationId;
    /** Whether the project feature {@code projects:rate-limits} is on: without it rate limits are dropped silently. */
    public volatile boolean rateLimits = true;
    volatile String slug;
    private final Map<String, Key> keys = new LinkedHashMap<>();
    /** Over the whole server: what the database's constraint looks at. */
    private final Set<String> publicKeys;

    Project(long id, String organization, long organizationId, String slug, Set<String> publicKeys) {
        this.id = id;
        this.organization = organization;
        this.organizationId = organizationId;
        this.slug = slug;
        this.publicKeys = publicKeys;
    }

    /** All keys as they are now, oldest first. */
    public synchronized List<Key> keys() {
        return List.copyOf(keys.values());
    }

    public synchronized Optional<Key> key(String publicKey) {
        return Optional.ofNullable(keys.get(publicKey));
    }

    /** Whether the key could be added: false where its public key is taken anywhere on the server. */
    synchronized boolean add(Key key) {
        boolean free = publicKeys.add(key.publicKey);
        if (free) {
            keys.put(key.publicKey, key);
        }
        return free;
    }

    synchronized void remove(Key key) {
        keys.remove(key.publicKey);
        publicKeys.remove(key.publicKey);
    }
}
