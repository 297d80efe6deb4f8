package dev.dsnissuer;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

import dev.dsnissuer.Problem.Code;
import dev.dsnissuer.sentry.Deadline;
import dev.dsnissuer.sentry.KeyName;
import io.vertx.ext.web.RoutingContext;

/** What becomes known of a request on its way, for {@link AuditLog} to write down. */
final class Decision {

    private final long start = System.nanoTime();
    private final Map<String, Object> fields = new LinkedHashMap<>();
    private Deadline deadline;

    /** The one of this request, from its very start. */
    static Decision of(RoutingContext request) {
        Decision decision = request.get(Decision.class.getName());
        if (decision == null) {
            decision = new Decision();
            request.put(Decision.class.getName(), decision);
        }
        return decision;
    }

    /** What is asked for, and by when it is to be answered. */
    void about(KeyName name, Deadline deadline) {
        fields.put("organization", name.organization());
        fields.put("project", name.project());
        fields.put("name", name.name());
        this.deadline = deadline;
    }

    /** @param key the public key; null where it is not about one */
    void made(String event, String key, int status) {
        fields.put("event", event);
        fields.put("key", key == null ? null : "%.8s".formatted(key));
        fields.put("status", status);
    }

    void made(Code problem) {
        fields.put("event", problem.status < 500 ? "refused" : "failed");
        fields.put("problem", problem.toString());
        fields.put("status", problem.status);
    }

    boolean isMade() {
        return fields.containsKey("event");
    }

    /** By the names of the contract. */
    Map<String, Object> fields() {
        fields.put("sentryCalls", deadline == null ? 0 : deadline.calls());
        fields.put("durationMs", elapsed().toMillis());
        return fields;
    }

    Duration elapsed() {
        return Duration.ofNanos(System.nanoTime() - start);
    }
}
