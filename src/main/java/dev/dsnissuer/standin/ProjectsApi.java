package dev.dsnissuer.standin;

import java.net.URI;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The part of Sentry's API that lies under a project: its details and its client keys. What it checks, in which order, and what
 * it does is taken from Sentry's API reference, its server source and that source's tests.
 */
final class ProjectsApi {

    private static final Pattern ROUTE = Pattern.compile("/api/0/projects/([^/]+)/([^/]+)/(?:(keys)/(?:([^/]+)/)?)?");

    private final String pathPrefix;
    private final World world;
    private final Checks checks;
    private final Serializer serializer;
    private final Listing listing;
    private final KeyChanges changes;

    ProjectsApi(World world, URI base) {
        this.pathPrefix = base.getPath();
        this.world = world;
        checks = new Checks(world);
        serializer = new Serializer(world, base);
        listing = new Listing(world, serializer, base);
        changes = new KeyChanges(world, serializer);
    }

    /** Empty where the path is none of this API's. */
    Optional<Answer> answer(Request request) {
        String path = request.path();
        if (!path.endsWith("/") && ROUTE.matcher(path + "/").matches()) {
            return Optional.of(slashMissing(path));
        }
        Matcher route = ROUTE.matcher(path);
        if (!route.matches()) {
            return Optional.empty();
        }
        String organization = route.group(1);
        String project = route.group(2);
        String keyId = route.group(4);
        boolean details = route.group(3) == null;
        if (details && !request.method().equals("GET")) {
            // Sentry would change or delete the project. The stand-in does not know how to do that, and says so.
            return Optional.empty();
        }
        Set<String> methods = keyId == null ? Set.of("GET", "POST") : Set.of("GET", "PUT", "DELETE");
        if (!methods.contains(request.method())) {
            return Optional.of(Answer.detail(405, "Method \"" + request.method() + "\" not allowed."));
        }
        try {
            Checks.acceptsJson(request);
            AuthToken token = checks.token(request);
            Checks.scope(token, request.method());
            Project found = checks.project(request, token, organization, project);
            return Optional.of(details ? Answer.of(200, found.json())
                    : keyId == null ? keys(request, token, found) : key(request, token, found, keyId));
        } catch (Refusal e) {
            return Optional.of(e.answer);
        }
    }

    private Answer keys(Request request, AuthToken token, Project project) {
        return request.method().equals("GET") ? listing.page(project, token, request)
                : changes.create(project, token, Checks.json(request));
    }

    private Answer key(Request request, AuthToken token, Project project, String keyId) {
        Key key = project.key(world.profile.publicKey(keyId)).filter(token::sees).orElseThrow(Refusal::notFound);
        switch (request.method()) {
            case "GET":
                return serializer.answer(200, project, key);
            case "PUT":
                return changes.change(project, key, Checks.json(request));
            default:
                project.remove(key);
                return new Answer(204, Map.of(), "");
        }
    }

    /** Sentry gives this answer before it asks who is calling. */
    private Answer slashMissing(String path) {
        return Answer.of(404, Json.object().put("info",
                "Route not found, did you forget a trailing slash? try: " + pathPrefix + path + "/"));
    }
}
