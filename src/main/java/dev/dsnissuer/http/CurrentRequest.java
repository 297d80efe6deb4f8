package dev.dsnissuer.http;

import java.time.Duration;

import jakarta.inject.Singleton;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.core.MediaType;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;

import dev.dsnissuer.audit.AuditEntry;
import dev.dsnissuer.callers.Caller;
import dev.dsnissuer.callers.WebhookSignatures;
import dev.dsnissuer.http.ProblemException.Code;
import dev.dsnissuer.secrets.IssuerConfig;
import dev.dsnissuer.sentry.Deadline;
import dev.dsnissuer.sentry.ProjectPath;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.QuarkusHttpHeaders;
import io.vertx.ext.web.RoutingContext;

/** The request that is being answered: its event, its caller, its audit entry, and the time that it has. */
@Singleton
class CurrentRequest {

    /** How much of the time that Lambda leaves is kept for the answer. */
    private static final Duration TIME_TO_ANSWER = Duration.ofMillis(250);
    private static final int MAX_BODY_BYTES = 16 * 1024;

    /** This and the next are proxies, which lead to those of the current request. */
    private final RoutingContext routing;
    private final SecurityIdentity identity;
    private final Duration longest;

    /** @throws ConfigurationException if the deadline is no positive duration */
    CurrentRequest(RoutingContext routing, SecurityIdentity identity, IssuerConfig config) {
        this.routing = routing;
        this.identity = identity;
        this.longest = duration(config.deadline());
    }

    APIGatewayV2HTTPEvent event() {
        return fromLambda(APIGatewayV2HTTPEvent.class);
    }

    Caller caller() {
        return (Caller) identity.getPrincipal();
    }

    AuditEntry audit() {
        return AuditEntry.of(routing);
    }

    /**
     * The body as bytes, taken from the event.
     *
     * @throws NotSupportedException if the request says of no type that the body is of, or of one with a wildcard
     * @throws ProblemException if the body is too large
     */
    byte[] body() {
        String type = event().getHeaders().get("content-type");
        if (type == null || MediaType.valueOf(type).isWildcardType() || MediaType.valueOf(type).isWildcardSubtype()) {
            throw new NotSupportedException();
        }
        byte[] body = WebhookSignatures.signedBytes(event());
        if (body.length > MAX_BODY_BYTES) {
            throw new ProblemException(Code.PAYLOAD_TOO_LARGE, "The body may have at most " + MAX_BODY_BYTES + " bytes");
        }
        return body;
    }

    /**
     * Notes in the audit entry what is asked for, and sets the deadline.
     *
     * @param name null if the request is about no name
     * @return the configured deadline less the time since the request arrived, or what Lambda leaves if that is less
     */
    Deadline begin(ProjectPath project, String name) {
        Duration time = longest.minus(audit().elapsed());
        // The mock of dev mode and tests does not say how much time is left.
        if (LaunchMode.current() == LaunchMode.NORMAL) {
            Duration left = Duration.ofMillis(fromLambda(Context.class).getRemainingTimeInMillis()).minus(TIME_TO_ANSWER);
            time = left.compareTo(time) < 0 ? left : time;
        }
        Deadline deadline = Deadline.in(time);
        audit().about(project.organization(), project.project(), name, deadline::calls);
        return deadline;
    }

    private <T> T fromLambda(Class<T> type) {
        return ((QuarkusHttpHeaders) routing.request().headers()).getContextObject(type);
    }

    private static Duration duration(String text) {
        try {
            Duration duration = DurationConverter.parseDuration(text);
            if (duration.compareTo(Duration.ZERO) > 0) {
                return duration;
            }
        } catch (IllegalArgumentException e) {
            // This exception quotes the value, so another one is thrown below.
        }
        throw new ConfigurationException("issuer.deadline must be a positive duration, like 9s");
    }
}
