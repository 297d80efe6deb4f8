package dev.dsnissuer.standin;

import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Collectors;

import io.vertx.core.MultiMap;

/** Lists a project's keys by the page. */
final class Listing {

    private static final int LARGEST_PAGE = 100;

    private final World world;
    private final Serializer serializer;
    private final URI base;

    Listing(World world, Serializer serializer, URI base) {
        this.world = world;
        this.serializer = serializer;
        this.base = base;
    }

    Answer page(Project project, AuthToken token, Request request) {
        Profile profile = world.profile;
        int size = Math.min(perPage(request.parameters(), profile.defaultPage()), profile.largestPage());
        String cursor = request.parameters().get("cursor");
        Cursor from = cursor == null || cursor.isEmpty() ? Cursor.START : Cursor.parse(profile.readCursor(cursor));
        Page page = profile.page(newestFirst(project, token, request.parameters().get("status")), from, size);
        var body = Json.array();
        page.keys().forEach(key -> body.add(serializer.json(project, key)));
        String link = relation(request, "previous", page.hasPrevious(), page.previous()) + ", "
                + relation(request, "next", page.hasNext(), page.next());
        return Answer.of(200, body).with("Link", link);
    }

    private static int perPage(MultiMap parameters, int otherwise) {
        int perPage;
        try {
            perPage = parameters.contains("per_page") ? Integer.parseInt(parameters.get("per_page")) : otherwise;
        } catch (NumberFormatException e) {
            throw Refusal.badRequest("Invalid per_page parameter.");
        }
        if (perPage < 1 || perPage > LARGEST_PAGE) {
            throw Refusal.badRequest("Invalid per_page value. Must be between 1 and " + LARGEST_PAGE + ".");
        }
        return perPage;
    }

    private static List<Key> newestFirst(Project project, AuthToken token, String status) {
        List<Key> listed = new ArrayList<>();
        for (Key key : project.keys()) {
            boolean ofStatus = status == null || status.isEmpty() || status.equals(key.active ? "active" : "inactive");
            if (ofStatus && token.sees(key)) {
                listed.add(key);
            }
        }
        Collections.reverse(listed);
        return listed;
    }

    /** Repeats the request's other parameters, as Sentry does. */
    private String relation(Request request, String name, boolean results, Cursor cursor) {
        String others = request.parameters().entries().stream().filter(parameter -> !parameter.getKey().equals("cursor"))
                .map(parameter -> encode(parameter.getKey()) + "=" + encode(parameter.getValue()))
                .collect(Collectors.joining("&"));
        String written = world.profile.writeCursor(cursor.toString());
        return "<" + base + request.path() + "?" + others + "&cursor=" + written + ">; rel=\"" + name + "\"; results=\""
                + results + "\"; cursor=\"" + written + "\"";
    }

    private static String encode(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
