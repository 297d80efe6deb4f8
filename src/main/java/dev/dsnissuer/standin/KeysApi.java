package dev.dsnissuer.standin;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;

import io.vertx.core.MultiMap;

/**
 * Sentry's client-key API: what it checks and in which order, what it coerces, and what it does. Facts are those of Sentry's
 * API reference, its server source and that source's tests.
 */
final class KeysApi {

    private static final Pattern ROUTE = Pattern.compile("/api/0/projects/([^/]+)/([^/]+)/keys/(?:([^/]+)/)?");
    private static final Pattern SLASH_MISSING = Pattern.compile("/api/0/projects/[^/]+/[^/]+/keys(?:/[^/]+)?");
    private static final Pattern CURSOR = Pattern.compile("\\d+:(\\d+):[01]");
    private static final List<String> ADJECTIVES = List.of("Fabulous", "Liked", "Modest", "Sunny", "Witty");
    private static final List<String> NOUNS = List.of("Key", "Pegasus", "Otter", "Heron", "Lynx");

    private final World world;
    private final URI base;
    volatile Profile profile = Profile.CURRENT;
    private final AtomicLong secrets = new AtomicLong();

    KeysApi(World world, URI base) {
        this.world = world;
        this.base = base;
    }

    Project withDefaultKey(Project project) {
        project.add(new Key(hex(), secret(), "Default"));
        return project;
    }

    void fill(Project project, int count) {
        for (int i = 0; i < count; i++) {
            project.add(new Key(hex(), secret(), "filler"));
        }
    }

    /** Empty where the path is none of this API's. */
    Optional<Answer> answer(String method, String path, MultiMap query, MultiMap headers, byte[] body) {
        if (SLASH_MISSING.matcher(path).matches()) {
            return Optional.of(Answer.of(404, Json.object().put("info",
                    "Route not found, did you forget a trailing slash? try: " + base.getPath() + path + "/")));
        }
        Matcher route = ROUTE.matcher(path);
        if (!route.matches()) {
            return Optional.empty();
        }
        String keyId = route.group(3);
        if (keyId == null ? !Set.of("GET", "POST").contains(method) : !Set.of("GET", "PUT", "DELETE").contains(method)) {
            return Optional.of(Answer.detail(405, "Method \"" + method + "\" not allowed."));
        }
        return Optional.of(refusal(method, path, route.group(1), route.group(2), headers)
                .orElseGet(() -> handle(method, world.project(route.group(1), route.group(2)).orElseThrow(), keyId,
                        world.token(headers.get("Authorization")).orElseThrow(), path, query, headers, body)));
    }

    /** The checks before the work, in Sentry's order. */
    private Optional<Answer> refusal(String method, String path, String organization, String slug, MultiMap headers) {
        String authorization = headers.get("Authorization");
        Optional<AuthToken> token = world.token(authorization);
        if (token.isEmpty()) {
            return Optional.of(Answer
                    .detail(401, authorization == null ? "Authentication credentials were not provided." : "Invalid token")
                    .with("WWW-Authenticate", "xBasic realm=\"api\""));
        }
        if (!token.get().allows(method)) {
            return Optional.of(forbidden().with("WWW-Authenticate",
                    "Bearer error=\"insufficient_scope\", scope=\""
                            + (method.equals("DELETE") ? "project:admin" : "project:write")
                            + "\""));
        }
        Optional<Project> project = world.project(organization, slug);
        if (project.isEmpty()) {
            return Optional.of(world.renamed(organization, slug).map(to -> moved(path, organization, slug, to))
                    .orElseGet(() -> world.hasOrganization(organization) ? absent() : new Answer(404, Map.of(), "")));
        }
        return token.get().organizations().contains(project.get().organization) ? Optional.empty() : Optional.of(forbidden());
    }

    private Answer handle(String method, Project project, String keyId, AuthToken token, String path, MultiMap query,
            MultiMap headers, byte[] body) {
        Optional<Key> key = Optional.ofNullable(keyId).map(id -> id.replace("-", "")).flatMap(project::key);
        if (keyId != null && key.isEmpty()) {
            return absent();
        }
        if (method.equals("DELETE")) {
            project.remove(key.orElseThrow());
            return new Answer(204, Map.of(), "");
        }
        if (method.equals("GET")) {
            return key.map(found -> Answer.of(200, json(found, project)))
                    .orElseGet(() -> list(project, path, query));
        }
        String type = headers.get("Content-Type");
        if (body.length > 0 && (type == null || !type.split(";")[0].strip().equalsIgnoreCase("application/json"))) {
            return Answer.detail(415, "Unsupported media type \"" + (type == null ? "" : type) + "\" in request.");
        }
        KeyFields fields;
        try {
            JsonNode json = body.length == 0 ? Json.object() : Json.parse(new String(body, StandardCharsets.UTF_8));
            fields = new KeyFields(json);
        } catch (JsonProcessingException e) {
            return Answer.detail(400, "JSON parse error - Expecting value: line 1 column 1 (char 0)");
        }
        return key.map(found -> change(project, found, fields)).orElseGet(() -> create(project, fields, token));
    }

    private Answer create(Project project, KeyFields fields, AuthToken token) {
        String name = fields.name();
        String publicKey = profile.takesPublic() ? fields.hex("public") : null;
        String secretKey = fields.hex("secret");
        String useCase = fields.useCase();
        var rateLimit = fields.rateLimit(false);
        if (profile == Profile.GLITCHTIP && rateLimit != null && !rateLimit.complete()) {
            return Answer.of(400, "{\"rateLimit\":[\"Both members are required.\"]}");
        }
        if (!fields.errors.isEmpty()) {
            return Answer.of(400, fields.errors);
        }
        // One member of two is a KeyError in Sentry, and only there where the feature makes it look.
        if (project.rateLimits && rateLimit != null && !rateLimit.complete()) {
            return internalError();
        }
        Key key = new Key(publicKey == null ? hex() : publicKey,
                secretKey == null ? secret() : secretKey,
                name == null ? any(ADJECTIVES) + " " + any(NOUNS) : name);
        if (rateLimit != null && project.rateLimits) {
            key.limit(rateLimit.countOrZero(), rateLimit.windowOrZero());
        }
        if (token.superuser() && useCase != null) {
            key.useCase = useCase;
        }
        return project.add(key) ? Answer.of(201, json(key, project)) : internalError();
    }

    private JsonNode json(Key key, Project project) {
        return profile.dress(key.json(project, base));
    }

    private Answer change(Project project, Key key, KeyFields fields) {
        if (!profile.takesChanges()) {
            return Answer.of(200, json(key, project));
        }
        String name = fields.name();
        Boolean active = fields.active();
        String browserSdkVersion = fields.browserSdkVersion();
        var rateLimit = fields.rateLimit(true);
        if (!fields.errors.isEmpty()) {
            return Answer.of(400, fields.errors);
        }
        if (project.rateLimits && rateLimit != null && !rateLimit.complete()) {
            return internalError();
        }
        if (name != null) {
            key.name = name;
        }
        if (active != null) {
            key.active = active;
        }
        // Left out is not left alone: the version falls back to the default.
        key.browserSdkVersion = browserSdkVersion == null ? Key.DEFAULT_BROWSER_SDK : browserSdkVersion;
        fields.loaderOptions().properties().forEach(option -> {
            if (key.loaderOptions.has(option.getKey())) {
                key.loaderOptions.put(option.getKey(), option.getValue().asBoolean());
            }
        });
        if (project.rateLimits && fields.clearsRateLimit()) {
            key.limit(0, 0);
        } else if (project.rateLimits && rateLimit != null) {
            key.limit(rateLimit.countOrZero(), rateLimit.windowOrZero());
        }
        return Answer.of(200, json(key, project));
    }

    /** Newest first, 10 a page unless {@code per_page} says otherwise, with both relations in {@code Link}. */
    private Answer list(Project project, String path, MultiMap query) {
        int perPage = number(query.get("per_page"), 10);
        if (perPage < 1 || perPage > 100) {
            return Answer.detail(400, "Invalid per_page value. Must be between 1 and 100.");
        }
        int offset = 0;
        if (query.contains("cursor")) {
            Matcher cursor = CURSOR.matcher(profile.readCursor(query.get("cursor")));
            if (!cursor.matches() || number(cursor.group(1), 0) < 0) {
                return Answer.detail(400, "Invalid cursor parameter.");
            }
            offset = number(cursor.group(1), 0);
        }
        perPage = Math.min(perPage, profile.largestPage());
        String status = query.get("status");
        List<Key> newestFirst = new ArrayList<>();
        for (Key key : project.keys()) {
            if (status == null || status.isEmpty() || status.equals(key.active ? "active" : "inactive")) {
                newestFirst.add(key);
            }
        }
        Collections.reverse(newestFirst);
        int from = Math.min(offset, newestFirst.size());
        int to = Math.min(from + perPage, newestFirst.size());
        var page = Json.array();
        newestFirst.subList(from, to).forEach(key -> page.add(json(key, project)));
        String link = relation(path, "previous", from > 0, Math.max(0, from - perPage), 1) + ", "
                + relation(path, "next", to < newestFirst.size(), from + perPage, 0);
        return new Answer(200, Map.of("Content-Type", "application/json", "Link", link), page.toString());
    }

    private String relation(String path, String rel, boolean results, int offset, int isPrevious) {
        String cursor = profile.writeCursor("0:" + offset + ":" + isPrevious);
        return "<" + base + path + "?&cursor=" + cursor + ">; rel=\"" + rel + "\"; results=\"" + results + "\"; cursor=\""
                + cursor
                + "\"";
    }

    private static Answer moved(String path, String organization, String slug, String to) {
        String prefix = "/api/0/projects/" + organization + "/";
        String location = prefix + to + path.substring((prefix + slug).length());
        var body = Json.object().put("slug", to);
        body.putObject("detail").putObject("extra").put("url", location).put("slug", to);
        return Answer.of(302, body).with("Location", location);
    }

    private static Answer absent() {
        return Answer.detail(404, "The requested resource does not exist");
    }

    private static Answer forbidden() {
        return Answer.detail(403, "You do not have permission to perform this action.");
    }

    static Answer internalError() {
        return Answer.of(500, Json.object().put("detail", "Internal Error").put("errorId", hex()));
    }

    private String secret() {
        return StandIn.SECRET_PREFIX + "%026x".formatted(secrets.incrementAndGet());
    }

    private static String hex() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    private static String any(List<String> words) {
        return words.get(ThreadLocalRandom.current().nextInt(words.size()));
    }

    private static int number(String text, int otherwise) {
        try {
            return text == null ? otherwise : Integer.parseInt(text);
        } catch (NumberFormatException e) {
            return -1;
        }
    }
}
