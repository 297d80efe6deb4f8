package dev.dsnissuer.standin;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The kinds of servers that the stand-in can be. Each of them may be installed under a path, which is said at its start. */
public enum Profile {

    /** Sentry as it is today. */
    CURRENT,
    /** A version of Sentry whose cursors count keys instead of naming one. In all else it is as today's. */
    OFFSET_CURSORS,
    /**
     * Sentry of some years ago. A key lacks the newer members, of which {@code projectId} is one. A page holds 100 keys, and
     * cursors count them.
     */
    OLD {
        @Override
        ObjectNode dress(ObjectNode key) {
            key.remove(List.of("browserSdk", "browserSdkVersion", "dynamicSdkLoaderOptions", "projectId"));
            ((ObjectNode) key.get("dsn")).retain("secret", "public", "csp");
            return key;
        }
    },
    /** A self-hosted Sentry that was not told its own URL, so that it has no DSNs to give. */
    WITHOUT_URL {
        @Override
        ObjectNode dress(ObjectNode key) {
            ((ObjectNode) key.get("dsn")).put("public", "").put("secret", "");
            return key;
        }
    },
    /** Sentry with an organization whose events go through a relay of its own, so that DSNs have the relay's host. */
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
    /** A server that chooses public keys itself, and that is as Sentry is today in all else. */
    IGNORING_PUBLIC,
    /** GlitchTip, which chooses public keys itself, writes ids with dashes, and changes nothing on a PUT. */
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

    /** Makes this server's key of Sentry's, and returns it. */
    ObjectNode dress(ObjectNode key) {
        return key;
    }

    /** Whether a key can be created with a chosen public key. */
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

    /** How many keys a page holds at the most, however many the request asks for. */
    int largestPage() {
        return this == GLITCHTIP ? 50 : 100;
    }

    /** A cursor as this server writes it: GlitchTip's are Base64. */
    String writeCursor(String cursor) {
        return this == GLITCHTIP ? Base64.getEncoder().encodeToString(cursor.getBytes(StandardCharsets.US_ASCII)) : cursor;
    }

    /** The opposite of {@link #writeCursor}. */
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

    /** Whether a PUT changes anything. */
    boolean takesChanges() {
        return this != GLITCHTIP;
    }
}
