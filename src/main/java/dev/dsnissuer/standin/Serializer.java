package dev.dsnissuer.standin;

import java.net.URI;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.NullNode;

/** Writes keys in the way of the server that the stand-in is being. */
final class Serializer {

    private final World world;
    private final URI base;

    Serializer(World world, URI base) {
        this.world = world;
        this.base = base;
    }

    /** An answer that is the key, or that has no body where Sentry cannot write the key. */
    Answer answer(int status, Project project, Key key) {
        JsonNode body = json(project, key);
        return body.isNull() ? new Answer(status, Map.of(), "") : Answer.of(status, body);
    }

    /** The key as one of a list, or JSON's null where Sentry cannot write the key. */
    JsonNode json(Project project, Key key) {
        return key.unreadable ? NullNode.getInstance() : world.profile.dress(key.json(project, base));
    }
}
