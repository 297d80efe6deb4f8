package dev.dsnissuer.standin;

import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A project of the stand-in with its keys. Tests may look at both. */
public final class Project {

    public final long id;
    public final String organization;
    public final long organizationId;
    /** Whether the project feature {@code projects:rate-limits} is on. Where it is off, Sentry drops rate limits silently. */
    public volatile boolean rateLimits = true;
    volatile String slug;
    private final String name;
    private final Instant created = Instant.now().truncatedTo(ChronoUnit.MICROS);
    private final Map<String, Key> keys = new LinkedHashMap<>();
    private final KeyTable table;

    Project(long id, String organization, long organizationId, String slug, KeyTable table) {
        this.id = id;
        this.organization = organization;
        this.organizationId = organizationId;
        this.slug = slug;
        this.table = table;
        name = slug;
    }

    /** All keys that the project has now, oldest first. */
    public synchronized List<Key> keys() {
        return List.copyOf(keys.values());
    }

    public synchronized Optional<Key> key(String publicKey) {
        return Optional.ofNullable(keys.get(publicKey));
    }

    /** Deletes the key as an administrator does, so that its public key can be used again. */
    public synchronized void remove(Key key) {
        keys.remove(key.publicKey);
        table.delete(key);
    }

    /** Whether the key could be added: false where its public key or its secret is taken anywhere on the server. */
    synchronized boolean add(Key key) {
        OptionalLong rowId = table.insert(key);
        rowId.ifPresent(id -> {
            key.rowId = id;
            keys.put(key.publicKey, key);
        });
        return rowId.isPresent();
    }

    /** The project as Sentry writes it, but for members that no client of ours reads. */
    ObjectNode json() {
        ObjectNode body = Json.object().put("id", Long.toString(id)).put("slug", slug).put("name", name)
                .putNull("platform").put("dateCreated", created.toString()).put("status", "active")
                .put("isMember", true).put("hasAccess", true).putNull("firstEvent");
        var features = body.putArray("features");
        if (rateLimits) {
            features.add("rate-limits");
        }
        body.putArray("teams");
        body.putObject("organization").put("id", Long.toString(organizationId)).put("slug", organization)
                .put("name", organization).putObject("status").put("id", "active").put("name", "active");
        return body;
    }
}
