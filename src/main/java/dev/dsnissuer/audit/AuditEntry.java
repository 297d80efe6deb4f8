package dev.dsnissuer.audit;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.IntSupplier;

import io.vertx.ext.web.RoutingContext;

/**
 * Collects what becomes known of a request on its way through the function, by the names that the contract gives the fields.
 */
public final class AuditEntry {

    /** What came of a request. */
    public enum Event {
        ISSUED,
        REPLAYED,
        CHANGED,
        LISTED,
        DEACTIVATED,
        /** The request was not granted, with a status below 500. */
        REFUSED,
        /** The function, or something that it depends on, did not do its part. */
        FAILED
    }

    private final long start = System.nanoTime();
    private final Map<String, Object> fields = new LinkedHashMap<>();
    /** Null while nothing was refused. */
    private Enum<?> reason;
    private IntSupplier sentryCalls = () -> 0;

    /** The entry of this request, which begins when it is first asked for. */
    public static AuditEntry of(RoutingContext request) {
        AuditEntry entry = request.get(AuditEntry.class.getName());
        if (entry == null) {
            entry = new AuditEntry();
            request.put(AuditEntry.class.getName(), entry);
        }
        return entry;
    }

    /** Notes which kind of credential the request carries, whether it verifies or not. */
    public void credential(Enum<?> kind) {
        fields.put("credential", spelt(kind));
    }

    /** Notes why a credential is refused; written only if the answer is 401. */
    public void reason(Enum<?> why) {
        reason = why;
    }

    /** Notes who is asking, once a credential has verified. */
    public void caller(String name) {
        fields.put("caller", name);
    }

    /**
     * Notes which key the request is about.
     *
     * @param name null where it is about all keys of the project
     * @param calls tells how many calls to Sentry were made for the request so far
     */
    public void about(String organization, String project, String name, IntSupplier calls) {
        fields.put("organization", organization);
        fields.put("project", project);
        fields.put("name", name);
        sentryCalls = calls;
    }

    /**
     * Notes which key was found.
     *
     * @param publicKey null if there is no single key; only its first 8 characters are written
     */
    public void key(String publicKey) {
        if (publicKey != null) {
            fields.put("key", "%.8s".formatted(publicKey));
        }
    }

    /** Notes that the request was granted. */
    public void granted(Event event, int status) {
        fields.put("event", spelt(event));
        fields.put("status", status);
    }

    /** Notes that the request was not granted. */
    public void denied(Enum<?> problem, int status) {
        fields.put("event", spelt(status < 500 ? Event.REFUSED : Event.FAILED));
        fields.put("problem", spelt(problem));
        if (status == 401 && reason != null) {
            fields.put("reason", spelt(reason));
        }
        fields.put("status", status);
    }

    boolean isDecided() {
        return fields.containsKey("event");
    }

    /** In the order in which they are written; the value of a field that does not apply is null. */
    Map<String, Object> fields() {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("event", null);
        line.put("caller", null);
        line.put("credential", null);
        line.putAll(fields);
        line.put("sentryCalls", sentryCalls.getAsInt());
        line.put("durationMs", Duration.ofNanos(System.nanoTime() - start).toMillis());
        return line;
    }

    private static String spelt(Enum<?> word) {
        return word.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
