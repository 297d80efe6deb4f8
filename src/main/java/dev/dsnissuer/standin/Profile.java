package dev.dsnissuer.standin;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The servers that speak Sentry's API. A path prefix is set where the stand-in is started. */
public enum Profile {

    CURRENT,
    /** A version of Sentry whose cursors count keys, and that is as today's in all else. */
    OFFSET_CURSORS,
    /** A server of some years ago: no newer members, which {@code projectId} is one of, and pages of 100 by offset. */
    OLD {
        @Override
        ObjectNode dress(ObjectNode key) {
            key.remove(List.of("browserSdk", "browserSdkVersion", "dynamicSdkLoaderOptions", "projectId"));
            ((ObjectNode) key.get("dsn")).retain("secret", "public", "csp");
            return key;
        }
    },
    /** A self-hosted server whose own URL is not configured. */
    WITHOUT_URL {
        @Override
        ObjectNode dress(ObjectNode key) {
            ((ObjectNode) key.get("dsn")).put("public", "").put("secret", "");
            return key;
        }
    },
    /** An organization that lets its events through a relay of its own. */
    RELAY {
        @Override
        ObjectNode dress(ObjectNode key) {
            ObjectNode dsn = (ObjectNode) key.get("dsn");
            for (String member : List.of("public", "secret")) {
                dsn.put(member, dsn.get(member).asText().replaceFirst("@[^/]+", "@relay.example.com:4443/in"));
            }
            return key;
        }
    },
    /** A server that ignores {@code public} but is Sentry in all else. */
    IGNORING_PUBLIC,
    /** GlitchTip: chooses public keys itself, writes ids with dashes, and its PUT changes nothing. */
    GLITCHTIP {
        @Override
        ObjectNode dress(ObjectNode key) {
            String id = key.get("id").asText().replaceFirst("(.{8})(.{4})(.{4})(.{4})(.{12})", "$1-$2-$3-$4-$5");
            key.put("id", id).put("public", id).putNull("label");
            key.remove(List.of("browserSdk", "browserSdkVersion", "dynamicSdkLoaderOptions"));
            ((ObjectNode) key.get("dsn")).retain("public", "secret", "security");
            return key;
        }
    };

    /** Makes of Sentry's own answer this server's. */
    ObjectNode dress(ObjectNode key) {
        return key;
    }

    boolean takesPublic() {
        return this != GLITCHTIP && this != IGNORING_PUBLIC;
    }

    /** How many keys a page holds where the request does not say. */
    int defaultPage() {
        return this == OLD ? 100 : 10;
    }

    Page page(List<Key> newestFirst, Cursor from, int size) {
        return switch (this) {
            case OFFSET_CURSORS, OLD, GLITCHTIP -> Page.byOffset(newestFirst, from, size);
            default -> Page.byRowId(newestFirst, from, size);
        };
    }

    /** The public key that a key's id in a path stands for. */
    String publicKey(String keyId) {
        return this == GLITCHTIP ? keyId.replace("-", "") : keyId;
    }

    int largestPage() {
        return this == GLITCHTIP ? 50 : 100;
    }

    /** Opaque at GlitchTip. */
    String writeCursor(String cursor) {
        return this == GLITCHTIP ? Base64.getEncoder().encodeToString(cursor.getBytes(StandardCharsets.US_ASCII)) : cursor;
    }

    String readCursor(String cursor) {
        if (this != GLITCHTIP) {
            return cursor;
        }
        try {
            return new String(Base64.getDecoder().decode(cursor), StandardCharsets.US_ASCII);
        } catch (IllegalArgumentException e) {
            throw Refusal.badRequest("Invalid cursor parameter.");
        }
    }

    boolean takesChanges() {
        return this != GLITCHTIP;
    }
}
