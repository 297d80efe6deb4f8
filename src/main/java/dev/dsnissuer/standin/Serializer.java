package dev.dsnissuer.standin;

import java.net.URI;

import com.fasterxml.jackson.databind.JsonNode;

/** Writes keys as the kind of server does that the stand-in is being. */
final class Serializer {

    private final World world;
    private final URI base;

    Serializer(World world, URI base) {
        this.world = world;
        this.base = base;
    }

    Answer answer(int status, Project project, Key key) {
        return Answer.of(status, json(project, key));
    }

    JsonNode json(Project project, Key key) {
        return world.profile.dress(key.json(project, base));
    }
}
