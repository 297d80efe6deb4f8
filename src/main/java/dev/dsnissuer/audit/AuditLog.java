package dev.dsnissuer.audit;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.jboss.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jboss.logmanager.handlers.ConsoleHandler;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;

import io.quarkus.runtime.LaunchMode;
import io.quarkus.vertx.http.runtime.QuarkusHttpHeaders;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.vertx.ext.web.RoutingContext;

/**
 * Writes one line for every decision: JSON, except in dev mode, where it is laid out for human eyes. The line is written before
 * the answer leaves, because Lambda may freeze the process right after the answer.
 */
@Singleton
public class AuditLog {

    private static final Logger LOG = Logger.getLogger("audit");
    /** Runs before callers are authenticated, so that a request whose caller is not known leaves a line too. */
    private static final int PRIORITY = 250;

    private final ObjectWriter json;
    private final Clock clock;

    AuditLog(ObjectMapper json, Clock clock) {
        // Every character outside ASCII is escaped, so that nothing a caller chose can be read as the end of a line.
        this.json = json.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII);
        this.clock = clock;
        if (LaunchMode.current() == LaunchMode.NORMAL) {
            // This handler prints the line as it is. The root handler would put it as a string into JSON of its own.
            org.jboss.logmanager.Logger.getLogger(LOG.getName())
                    .addHandler(new ConsoleHandler(ConsoleHandler.Target.SYSTEM_OUT, new PatternFormatter("%s%n")));
        }
    }

    void writeWhenAnswered(@Observes Filters filters) {
        filters.register(request -> {
            AuditEntry entry = AuditEntry.of(request);
            request.addHeadersEndHandler(end -> {
                if (entry.isDecided()) {
                    write(entry, request);
                }
            });
            request.next();
        }, PRIORITY);
    }

    private void write(AuditEntry entry, RoutingContext request) {
        QuarkusHttpHeaders headers = (QuarkusHttpHeaders) request.request().headers();
        write(entry, headers.getContextObject(APIGatewayV2HTTPEvent.class), headers.getContextObject(Context.class));
    }

    /** Writes the line of a request that did not get as far as the routes. */
    public void write(AuditEntry entry, APIGatewayV2HTTPEvent event, Context lambda) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("timestamp", clock.instant().toString());
        line.put("level", "INFO");
        line.put("loggerName", LOG.getName());
        line.putAll(entry.fields());
        line.put("requestId", lambda.getAwsRequestId());
        line.put("webhookId", event.getHeaders().getOrDefault("webhook-id", event.getHeaders().get("svix-id")));
        line.values().removeIf(Objects::isNull);
        LOG.info(LaunchMode.current() == LaunchMode.DEVELOPMENT ? readable(line) : json(line));
    }

    private String readable(Map<String, Object> line) {
        return line.entrySet().stream().skip(3).map(field -> field.getKey() + "=" + json(field.getValue()))
                .collect(Collectors.joining(" "));
    }

    private String json(Object value) {
        try {
            return json.writeValueAsString(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("Strings and numbers can always be written as JSON", e);
        }
    }
}
