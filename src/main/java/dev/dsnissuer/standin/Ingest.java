package dev.dsnissuer.standin;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

import io.vertx.core.MultiMap;

/**
 * The endpoint that DSNs point at. It takes what an SDK sends under an active key of the project, and refuses everything else.
 */
final class Ingest {

    private static final Pattern ROUTE = Pattern.compile("/api/(\\d+)/envelope/");
    private static final Pattern AUTH = Pattern.compile("sentry_key=([^,\\s]+)");

    final List<Envelope> envelopes = new CopyOnWriteArrayList<>();
    private final World world;

    Ingest(World world) {
        this.world = world;
    }

    /** Empty where the request is none for this endpoint. */
    Optional<Answer> answer(Request request) {
        Matcher route = ROUTE.matcher(request.path());
        if (!request.method().equals("POST") || !route.matches()) {
            return Optional.empty();
        }
        String publicKey = publicKey(request.parameters(), request.headers());
        boolean accepted = publicKey != null && world.project(route.group(1)).flatMap(project -> project.key(publicKey))
                .filter(key -> key.active).isPresent();
        if (!accepted) {
            return Optional.of(Answer.detail(403, "event submission rejected with_reason: ProjectId"));
        }
        envelopes.add(new Envelope(route.group(1), publicKey, text(request.headers(), request.body())));
        return Optional.of(Answer.of(200, Json.object()));
    }

    private static String publicKey(MultiMap query, MultiMap headers) {
        if (query.contains("sentry_key")) {
            return query.get("sentry_key");
        }
        Matcher auth = AUTH.matcher(headers.contains("X-Sentry-Auth") ? headers.get("X-Sentry-Auth") : "");
        return auth.find() ? auth.group(1) : null;
    }

    private static String text(MultiMap headers, byte[] body) {
        if (!"gzip".equals(headers.get("Content-Encoding"))) {
            return new String(body, StandardCharsets.UTF_8);
        }
        try (var unzipped = new GZIPInputStream(new ByteArrayInputStream(body))) {
            return new String(unzipped.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
