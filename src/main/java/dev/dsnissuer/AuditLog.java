package dev.dsnissuer;

import java.time.Clock;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import jakarta.ws.rs.container.ContainerResponseContext;

import org.jboss.logging.Logger;
import org.jboss.logmanager.formatters.PatternFormatter;
import org.jboss.logmanager.handlers.ConsoleHandler;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;

import dev.dsnissuer.caller.Caller;
import dev.dsnissuer.caller.Credential;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.QuarkusHttpHeaders;
import io.quarkus.vertx.http.runtime.filters.Filters;
import io.quarkus.vertx.http.runtime.security.QuarkusHttpUser;
import io.vertx.ext.web.RoutingContext;

/**
 * One line for every decision, success and refusal alike: JSON, or in dev mode the same for human eyes. It is written before
 * the answer leaves, since Lambda may freeze the function right after.
 */
@Singleton
public class AuditLog {

    private static final Logger LOG = Logger.getLogger("audit");
    /** Before callers are authenticated, so that those who are not leave a line too. */
    private static final int PRIORITY = 250;

    private final ObjectWriter json;
    private final Clock clock;

    AuditLog(ObjectMapper json, Clock clock) {
        // In ASCII: no character of a caller's can pass for the end of a line, whatever the log is read with.
        this.json = json.writer().with(JsonWriteFeature.ESCAPE_NON_ASCII);
        this.clock = clock;
        if (LaunchMode.current() == LaunchMode.NORMAL) {
            // The line as it is: the log's own JSON would hold it as a string.
            org.jboss.logmanager.Logger.getLogger(LOG.getName())
                    .addHandler(new ConsoleHandler(ConsoleHandler.Target.SYSTEM_OUT, new PatternFormatter("%s%n")));
        }
    }

    void watch(@Observes Filters filters) {
        filters.register(request -> {
            Decision decision = Decision.of(request);
            request.addHeadersEndHandler(end -> {
                if (decision.isMade()) {
                    write(decision, request);
                }
            });
            request.next();
        }, PRIORITY);
    }

    @ServerResponseFilter
    void note(ContainerResponseContext response, RoutingContext request) {
        if (response.getEntity() instanceof Problems.Body problem) {
            Decision.of(request).made(problem.code());
        }
    }

    private void write(Decision decision, RoutingContext request) {
        QuarkusHttpHeaders headers = (QuarkusHttpHeaders) request.request().headers();
        SecurityIdentity identity = request.user() instanceof QuarkusHttpUser user ? user.getSecurityIdentity() : null;
        write(decision, identity != null && identity.getPrincipal() instanceof Caller caller ? caller.getName() : null,
                Credential.of(request), headers.getContextObject(APIGatewayV2HTTPEvent.class),
                headers.getContextObject(Context.class));
    }

    /**
     * @param caller null where none was authenticated
     * @param credential null where none was shown, or more than one
     */
    void write(Decision decision, String caller, Credential credential, APIGatewayV2HTTPEvent event, Context lambda) {
        Map<String, Object> line = new LinkedHashMap<>();
        line.put("timestamp", clock.instant().toString());
        line.put("level", "INFO");
        line.put("loggerName", LOG.getName());
        line.put("event", null);
        line.put("caller", caller);
        line.put("credential", credential == null ? null : credential.toString());
        line.putAll(decision.fields());
        line.put("requestId", lambda.getAwsRequestId());
        line.put("webhookId", Credential.header(event, "webhook-id").stream().findFirst().orElse(null));
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
            // Strings and numbers are always writable.
            throw new IllegalStateException(e);
        }
    }
}
