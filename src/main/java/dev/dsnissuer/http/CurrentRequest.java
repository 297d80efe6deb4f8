package dev.dsnissuer.http;

import jakarta.inject.Singleton;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.core.MediaType;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;

import dev.dsnissuer.audit.AuditEntry;
import dev.dsnissuer.callers.Caller;
import dev.dsnissuer.callers.WebhookSignatures;
import dev.dsnissuer.http.ProblemException.Code;
import dev.dsnissuer.sentry.Deadline;
import dev.dsnissuer.sentry.Deadlines;
import dev.dsnissuer.sentry.ProjectPath;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.vertx.http.runtime.QuarkusHttpHeaders;
import io.vertx.ext.web.RoutingContext;

/** The request that is being answered: its event, its caller, its audit entry, and the time that it has. */
@Singleton
class CurrentRequest {

    private static final int MAX_BODY_BYTES = 16 * 1024;

    /** This and the next are proxies, which lead to those of the current request. */
    private final RoutingContext routing;
    private final SecurityIdentity identity;
    private final Deadlines deadlines;

    CurrentRequest(RoutingContext routing, SecurityIdentity identity, Deadlines deadlines) {
        this.routing = routing;
        this.identity = identity;
        this.deadlines = deadlines;
    }

    APIGatewayV2HTTPEvent event() {
        return ((QuarkusHttpHeaders) routing.request().headers()).getContextObject(APIGatewayV2HTTPEvent.class);
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
        String sent = event().getHeaders().get("content-type");
        MediaType type = sent == null ? MediaType.WILDCARD_TYPE : MediaType.valueOf(sent);
        if (type.isWildcardType() || type.isWildcardSubtype()) {
            throw new NotSupportedException();
        }
        byte[] body = WebhookSignatures.signedBytes(event());
        if (body.length > MAX_BODY_BYTES) {
            throw new ProblemException(Code.PAYLOAD_TOO_LARGE, "The body may have at most " + MAX_BODY_BYTES + " bytes");
        }
        return body;
    }

    /**
     * Notes in the audit entry what is asked for.
     *
     * @param name null if the request is about no name
     * @return the request's deadline
     */
    Deadline begin(ProjectPath project, String name) {
        Deadline deadline = deadlines.of(routing);
        audit().about(project.organization(), project.project(), name, deadline::calls);
        return deadline;
    }
}
