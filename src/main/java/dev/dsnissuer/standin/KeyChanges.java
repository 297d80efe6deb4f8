package dev.dsnissuer.standin;

import java.util.List;
import java.util.concurrent.ThreadLocalRandom;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** Creates keys, and changes them. */
final class KeyChanges {

    private static final List<String> ADJECTIVES = List.of("Fabulous", "Liked", "Modest", "Sunny", "Witty");
    private static final List<String> NOUNS = List.of("Key", "Pegasus", "Otter", "Heron", "Lynx");

    private final World world;
    private final Serializer serializer;

    KeyChanges(World world, Serializer serializer) {
        this.world = world;
        this.serializer = serializer;
    }

    Answer create(Project project, AuthToken token, JsonNode input) {
        KeyFields fields = new KeyFields(input);
        String name = fields.name();
        String publicKey = world.profile.takesPublic() ? fields.hex("public") : null;
        String secretKey = fields.hex("secret");
        String useCase = fields.useCase();
        RateLimitField rateLimit = fields.rateLimit(false);
        if (rateLimit != null && world.profile == Profile.GLITCHTIP && !rateLimit.complete()) {
            throw Refusal.fields(Json.object().set("rateLimit", Json.array().add("Both members are required.")));
        }
        if (!fields.errors.isEmpty()) {
            throw Refusal.fields(fields.errors);
        }
        Key key = new Key(publicKey == null ? World.hex() : publicKey, secretKey == null ? world.secret() : secretKey,
                name == null ? any(ADJECTIVES) + " " + any(NOUNS) : name);
        boolean limited = project.rateLimits && rateLimit != null;
        if (limited) {
            rateLimit.failOnPost();
            rateLimit.applyTo(key);
        }
        if (token.superuser() && useCase != null) {
            key.useCase = useCase;
        }
        if (!project.add(key)) {
            throw Refusal.internalError();
        }
        return answer(201, project, key, limited ? rateLimit : null);
    }

    Answer change(Project project, Key key, JsonNode input) {
        if (!world.profile.takesChanges()) {
            return serializer.answer(200, project, key);
        }
        KeyFields fields = new KeyFields(input);
        String name = fields.name();
        Boolean active = fields.active();
        String browserSdkVersion = fields.browserSdkVersion();
        RateLimitField rateLimit = fields.rateLimit(true);
        if (!fields.errors.isEmpty()) {
            throw Refusal.fields(fields.errors);
        }
        boolean limited = project.rateLimits && rateLimit != null && !rateLimit.empty();
        if (limited) {
            rateLimit.failOnPut();
            rateLimit.applyTo(key);
        } else if (project.rateLimits && fields.clearsRateLimit()) {
            key.limit(0, 0);
        }
        if (name != null) {
            key.name = name;
        }
        if (active != null) {
            key.active = active;
        }
        // A version that is left out is not left alone: Sentry puts the default in its place.
        key.browserSdkVersion = browserSdkVersion == null ? Key.DEFAULT_BROWSER_SDK : browserSdkVersion;
        fields.loaderOptions().properties().forEach(option -> {
            if (key.loaderOptions.has(option.getKey())) {
                key.loaderOptions.put(option.getKey(), option.getValue().asBoolean());
            }
        });
        return answer(200, project, key, limited ? rateLimit : null);
    }

    /** Sentry answers with the count as it was sent, even where its database holds a smaller one. */
    private Answer answer(int status, Project project, Key key, RateLimitField sent) {
        if (sent == null || !sent.isCapped() || key.rateLimitCount == 0 || key.unreadable) {
            return serializer.answer(status, project, key);
        }
        JsonNode body = serializer.json(project, key);
        ((ObjectNode) body.get("rateLimit")).put("count", sent.count());
        return Answer.of(status, body);
    }

    private static String any(List<String> words) {
        return words.get(ThreadLocalRandom.current().nextInt(words.size()));
    }
}
