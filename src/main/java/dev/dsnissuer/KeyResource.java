package dev.dsnissuer;

import java.time.Duration;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;

import org.jboss.resteasy.reactive.RestResponse;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;

import dev.dsnissuer.Problem.Code;
import dev.dsnissuer.caller.Caller;
import dev.dsnissuer.caller.Credential;
import dev.dsnissuer.sentry.ClientKey;
import dev.dsnissuer.sentry.Deadline;
import dev.dsnissuer.sentry.KeyName;
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

    static final String METHODS = "DELETE, GET, HEAD, POST";
    /** Of the time that Lambda leaves. */
    private static final Duration TIME_TO_ANSWER = Duration.ofMillis(250);
    private static final int MAX_BODY_BYTES = 16 * 1024;

    private final KeyIssuer issuer;
    private final KeyDirectory directory;
    private final SecurityIdentity identity;
    /** Null where there is none. */
    private final String organization;
    private final Duration deadline;

    KeyResource(KeyIssuer issuer, KeyDirectory directory, SecurityIdentity identity, IssuerConfig config) {
        this.issuer = issuer;
        this.directory = directory;
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

    /** The body is the event's, as bytes that {@link IssueKeyRequest#parse} alone reads; the framework would wait for it. */
    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Blocking
    public RestResponse<IssuedKey> issue(@Context APIGatewayV2HTTPEvent event, @Context HttpHeaders headers,
            RoutingContext routing, @Context com.amazonaws.services.lambda.runtime.Context lambda) {
        // None, or one with a wildcard, would pass the annotation.
        MediaType type = headers.getMediaType();
        if (type == null || type.isWildcardType() || type.isWildcardSubtype()) {
            throw new NotSupportedException();
        }
        byte[] body = Credential.body(event);
        if (body.length > MAX_BODY_BYTES) {
            throw new Problem(Code.PAYLOAD_TOO_LARGE, "The body may have at most " + MAX_BODY_BYTES + " bytes");
        }
        IssueKeyRequest request = IssueKeyRequest.parse(body, organization);
        Decision decision = Decision.of(routing);
        Deadline deadline = begin(decision, request.key(), lambda);
        IssuedKey key = issuer.issue(caller(), request, deadline);
        RestResponse.Status status = key.isNew() ? RestResponse.Status.CREATED : RestResponse.Status.OK;
        decision.made(key.isNew() ? "issued" : "replayed", key.id(), status.getStatusCode());
        return RestResponse.ResponseBuilder.create(status, key).type(MediaType.APPLICATION_JSON).build();
    }

    @GET
    @Blocking
    public RestResponse<KeyList> list(@Context APIGatewayV2HTTPEvent event, RoutingContext routing,
            @Context com.amazonaws.services.lambda.runtime.Context lambda) {
        KeyQuery query = KeyQuery.parse(event, organization);
        Decision decision = Decision.of(routing);
        KeyList keys = directory.list(caller(), query, begin(decision, query.key(), lambda));
        decision.made("listed", query.name() == null || keys.keys().isEmpty() ? null : keys.keys().get(0).id(), 200);
        return RestResponse.ResponseBuilder.ok(keys).type(MediaType.APPLICATION_JSON).build();
    }

    @DELETE
    @Blocking
    public void deactivate(@Context APIGatewayV2HTTPEvent event, RoutingContext routing,
            @Context com.amazonaws.services.lambda.runtime.Context lambda) {
        KeyQuery query = KeyQuery.parseNamed(event, organization);
        Decision decision = Decision.of(routing);
        ClientKey key = directory.deactivate(caller(), query, begin(decision, query.key(), lambda));
        decision.made("deactivated", key.id(), 204);
    }

    private Caller caller() {
        return (Caller) identity.getPrincipal();
    }

    private Deadline begin(Decision decision, KeyName key, com.amazonaws.services.lambda.runtime.Context lambda) {
        Deadline deadline = deadline(lambda, decision.elapsed());
        decision.about(key, deadline);
        return deadline;
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
