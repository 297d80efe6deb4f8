package dev.dsnissuer;

import java.time.Duration;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;

import org.jboss.resteasy.reactive.RestResponse;

import dev.dsnissuer.Problem.Code;
import dev.dsnissuer.caller.Caller;
import dev.dsnissuer.sentry.Deadline;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;

/** The HTTP door. */
@Startup
@Path("/keys")
@Authenticated
public class KeyResource {

    static final String METHODS = "POST";
    /** Of the time that Lambda leaves. */
    private static final Duration TIME_TO_ANSWER = Duration.ofMillis(250);
    private static final int MAX_BODY_BYTES = 16 * 1024;

    private final KeyIssuer issuer;
    private final SecurityIdentity identity;
    /** Null where there is none. */
    private final String organization;
    private final Duration deadline;

    KeyResource(KeyIssuer issuer, SecurityIdentity identity, IssuerConfig config) {
        this.issuer = issuer;
        this.identity = identity;
        this.organization = config.organization().orElse(null);
        if (organization != null && !IssueKeyRequest.ORGANIZATION.matcher(organization).matches()) {
            throw new ConfigurationException("issuer.organization must be a slug or a numeric id");
        }
        this.deadline = duration(config.deadline());
    }

    /** Left to itself, the framework would answer, and name methods that are not there. */
    @OPTIONS
    public void options() {
        throw new NotAllowedException(METHODS);
    }

    /** The body comes as bytes, since only {@link IssueKeyRequest#parse} reads as strictly as is promised. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Blocking
    public RestResponse<IssuedKey> issue(byte[] body, @Context HttpHeaders headers, RoutingContext routing,
            @Context com.amazonaws.services.lambda.runtime.Context lambda) {
        // None, or one with a wildcard, would pass the annotation.
        MediaType type = headers.getMediaType();
        if (type == null || type.isWildcardType() || type.isWildcardSubtype()) {
            throw new NotSupportedException();
        }
        if (body.length > MAX_BODY_BYTES) {
            throw new Problem(Code.PAYLOAD_TOO_LARGE, "The body may have at most " + MAX_BODY_BYTES + " bytes");
        }
        IssueKeyRequest request = IssueKeyRequest.parse(body, organization);
        Decision decision = Decision.of(routing);
        Deadline deadline = deadline(lambda, decision.elapsed());
        decision.about(request.key(), deadline);
        IssuedKey key = issuer.issue((Caller) identity.getPrincipal(), request, deadline);
        return RestResponse.ResponseBuilder.create(key.isNew() ? RestResponse.Status.CREATED : RestResponse.Status.OK, key)
                .type(MediaType.APPLICATION_JSON).build();
    }

    /**
     * What is configured less what it took so far, or what Lambda leaves, whichever is less. The mock of dev mode and tests
     * does not say.
     */
    private Deadline deadline(com.amazonaws.services.lambda.runtime.Context lambda, Duration elapsed) {
        Duration configured = deadline.minus(elapsed);
        if (LaunchMode.current() != LaunchMode.NORMAL) {
            return Deadline.in(configured);
        }
        Duration left = Duration.ofMillis(lambda.getRemainingTimeInMillis()).minus(TIME_TO_ANSWER);
        return Deadline.in(left.compareTo(configured) < 0 ? left : configured);
    }

    private static Duration duration(String text) {
        try {
            Duration duration = DurationConverter.parseDuration(text);
            if (duration.compareTo(Duration.ZERO) > 0) {
                return duration;
            }
        } catch (IllegalArgumentException e) {
            // Refused below: this exception quotes the value.
        }
        throw new ConfigurationException("issuer.deadline must be a positive duration, like 9s");
    }
}
