package dev.dsnissuer.standin;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

/** What Sentry checks before it does any work. Every check throws a {@link Refusal} where the request fails it. */
final class Checks {

    private final World world;

    Checks(World world) {
        this.world = world;
    }

    /** The client has to take JSON. Sentry heeds the media types of {@code Accept}, and not how much each is wanted. */
    static void acceptsJson(Request request) {
        List<String> accepted = request.headers().getAll("Accept");
        boolean json = accepted.isEmpty() || accepted.stream().flatMap(header -> Arrays.stream(header.split(",")))
                .map(type -> type.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
                .anyMatch(List.of("application/json", "application/*", "*/*", "*/json")::contains);
        if (!json) {
            throw new Refusal(Answer.detail(406, "Could not satisfy the request Accept header."));
        }
    }

    /** The token that the request comes with, which has to be known. */
    AuthToken token(Request request) {
        String authorization = request.headers().get("Authorization");
        return world.token(authorization).orElseThrow(() -> new Refusal(Answer
                .detail(401, authorization == null ? "Authentication credentials were not provided." : "Invalid token")
                .with("WWW-Authenticate", "xBasic realm=\"api\"")));
    }

    /** The token needs a scope that allows the method. */
    static void scope(AuthToken token, String method) {
        if (!token.allows(method)) {
            throw Refusal.insufficientScope(switch (method) {
                case "GET" -> "project:read";
                case "DELETE" -> "project:admin";
                default -> "project:write";
            });
        }
    }

    /**
     * The project that the path names, which the token has to have access to. A project that was renamed is answered with a
     * redirect, so nobody without access learns its new name.
     */
    Project project(Request request, AuthToken token, String organization, String slugOrId) {
        within64Bits(organization);
        if (!world.hasOrganization(organization)) {
            throw Refusal.unknownOrganization();
        }
        within64Bits(slugOrId);
        Optional<Project> named = world.project(organization, slugOrId);
        Project project = named.or(() -> world.renamed(organization, slugOrId)).orElseThrow(Refusal::notFound);
        if (!token.organizations().contains(project.organization)) {
            throw Refusal.forbidden();
        }
        if (named.isEmpty()) {
            throw moved(request, organization, slugOrId, project.slug);
        }
        return project;
    }

    /** The body of a POST or PUT, which has to be JSON. An empty body is as good as an empty object. */
    static JsonNode json(Request request) {
        if (request.body().length == 0) {
            return Json.object();
        }
        String type = request.headers().get("Content-Type");
        if (type == null || !type.split(";")[0].strip().equalsIgnoreCase("application/json")) {
            throw new Refusal(Answer.detail(415, "Unsupported media type \"" + (type == null ? "" : type) + "\" in request."));
        }
        try {
            return Json.parse(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(request.body())).toString());
        } catch (JsonProcessingException | CharacterCodingException e) {
            throw Refusal.badRequest("JSON parse error - Expecting value: line 1 column 1 (char 0)");
        }
    }

    /** Sentry hands an id to its database as it came, and the database fails on one that no column can hold. */
    private static void within64Bits(String slugOrId) {
        if (World.isId(slugOrId) && new BigInteger(slugOrId).bitLength() >= Long.SIZE) {
            throw Refusal.internalError();
        }
    }

    private static Refusal moved(Request request, String organization, String oldSlug, String newSlug) {
        String prefix = "/api/0/projects/" + organization + "/";
        String location = prefix + newSlug + request.path().substring((prefix + oldSlug).length()) + request.query();
        var body = Json.object().put("slug", newSlug);
        body.putObject("detail").putObject("extra").put("url", location).put("slug", newSlug);
        return new Refusal(Answer.of(302, body).with("Location", location));
    }
}
