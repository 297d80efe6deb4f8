package dev.dsnissuer.http;

import java.time.Duration;
import java.util.List;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;

import org.jboss.resteasy.reactive.RestResponse;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;

import dev.dsnissuer.audit.AuditEntry;
import dev.dsnissuer.audit.AuditEntry.Event;
import dev.dsnissuer.callers.Caller;
import dev.dsnissuer.callers.WebhookSignatures;
import dev.dsnissuer.http.KeyRequests.Change;
import dev.dsnissuer.http.KeyRequests.Issue;
import dev.dsnissuer.http.KeyRequests.Listing;
import dev.dsnissuer.http.ProblemException.Code;
import dev.dsnissuer.keys.KeyDirectory;
import dev.dsnissuer.keys.KeyIssuer;
import dev.dsnissuer.keys.KeyIssuer.IssuedKey;
import dev.dsnissuer.keys.KeyName;
import dev.dsnissuer.keys.KeyRef;
import dev.dsnissuer.secrets.IssuerConfig;
import dev.dsnissuer.sentry.ClientKey;
import dev.dsnissuer.sentry.Deadline;
import dev.dsnissuer.sentry.KeyPage;
import dev.dsnissuer.sentry.ProjectPath;
import dev.dsnissuer.sentry.SentryException;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.security.Authenticated;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.common.annotation.Blocking;
import io.vertx.ext.web.RoutingContext;

/** The function's one path, with its methods. */
@Startup
@Path("/keys")
@Authenticated
public class KeyResource {

    static final String METHODS = "DELETE, GET, HEAD, POST, PUT";
    /** How much of the time that Lambda leaves is kept for the answer. */
    private static final Duration TIME_TO_ANSWER = Duration.ofMillis(250);
    private static final int MAX_BODY_BYTES = 16 * 1024;

    private final KeyIssuer issuer;
    private final KeyDirectory directory;
    private final SecurityIdentity identity;
    private final KeyRequests requests;
    private final Duration deadline;

    /** The answer to a request for one key. */
    public record PublicDsn(String dsn) {
    }

    KeyResource(KeyIssuer issuer, KeyDirectory directory, SecurityIdentity identity, IssuerConfig config) {
        this.issuer = issuer;
        this.directory = directory;
        this.identity = identity;
        this.requests = new KeyRequests(config.organization().orElse(null));
        this.deadline = duration(config.deadline());
    }

    /** Refuses the method, because the framework's own answer names methods that do not exist. */
    @OPTIONS
    public void options() {
        throw new NotAllowedException(METHODS);
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    @Blocking
    public RestResponse<PublicDsn> issue(@jakarta.ws.rs.core.Context APIGatewayV2HTTPEvent event,
            @jakarta.ws.rs.core.Context HttpHeaders headers, @jakarta.ws.rs.core.Context Context lambda,
            RoutingContext routing) {
        Issue request = requests.issue(body(event, headers.getMediaType()));
        AuditEntry audit = AuditEntry.of(routing);
        Deadline deadline = begin(audit, request.key().project(), request.key().name(), lambda);
        IssuedKey key = issuer.issue(caller(), request.key(), request.rateLimit(), request.useCase(), deadline);
        RestResponse.Status status = key.isNew() ? RestResponse.Status.CREATED : RestResponse.Status.OK;
        audit.granted(key.isNew() ? Event.ISSUED : Event.REPLAYED, key.publicKey(), status.getStatusCode());
        return answer(status, new PublicDsn(key.dsn()));
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    @Blocking
    public RestResponse<PublicDsn> change(@jakarta.ws.rs.core.Context APIGatewayV2HTTPEvent event,
            @jakarta.ws.rs.core.Context HttpHeaders headers, @jakarta.ws.rs.core.Context Context lambda,
            RoutingContext routing) {
        Change request = requests.change(body(event, headers.getMediaType()));
        AuditEntry audit = AuditEntry.of(routing);
        Deadline deadline = begin(audit, request.key().project(), request.key().name(), lambda);
        ClientKey key = directory.limit(caller(), request.key(), request.rateLimit(), deadline);
        PublicDsn dsn = new PublicDsn(key.usableDsn());
        audit.granted(Event.CHANGED, key.id(), 200);
        return answer(RestResponse.Status.OK, dsn);
    }

    @GET
    @Blocking
    public RestResponse<KeyList> list(@jakarta.ws.rs.core.Context APIGatewayV2HTTPEvent event,
            @jakarta.ws.rs.core.Context Context lambda, RoutingContext routing) {
        Listing request = requests.listing(event);
        AuditEntry audit = AuditEntry.of(routing);
        Deadline deadline = begin(audit, request.project(), request.name(), lambda);
        List<ClientKey> keys;
        String next = null;
        if (request.name() == null) {
            KeyPage page = page(request, deadline);
            keys = page.keys();
            next = page.next();
        } else {
            keys = directory.find(caller(), new KeyName(request.project(), request.name()), deadline).stream().toList();
        }
        KeyList answer = KeyList.of(keys, next, caller());
        audit.granted(Event.LISTED, request.name() == null || keys.isEmpty() ? null : keys.get(0).id(), 200);
        return answer(RestResponse.Status.OK, answer);
    }

    private KeyPage page(Listing request, Deadline deadline) {
        try {
            return directory.list(caller(), request.project(), request.cursor(), deadline);
        } catch (SentryException e) {
            if (e.reason() == SentryException.Reason.INVALID && request.cursor() != null) {
                throw new ProblemException("cursor", "was refused by Sentry");
            }
            throw e;
        }
    }

    @DELETE
    @Blocking
    public void deactivate(@jakarta.ws.rs.core.Context APIGatewayV2HTTPEvent event,
            @jakarta.ws.rs.core.Context Context lambda, RoutingContext routing) {
        KeyRef ref = requests.deactivation(event);
        AuditEntry audit = AuditEntry.of(routing);
        ClientKey key = directory.deactivate(caller(), ref, begin(audit, ref.project(), ref.name(), lambda));
        audit.granted(Event.DEACTIVATED, key.id(), 204);
    }

    private Caller caller() {
        return (Caller) identity.getPrincipal();
    }

    private static <T> RestResponse<T> answer(RestResponse.Status status, T body) {
        return RestResponse.ResponseBuilder.create(status, body).type(MediaType.APPLICATION_JSON).build();
    }

    /** Takes the body from the event, because the framework would hand it over later, and as another type than bytes. */
    private static byte[] body(APIGatewayV2HTTPEvent event, MediaType type) {
        // The annotation lets a request without a type through, and one whose type has a wildcard.
        if (type == null || type.isWildcardType() || type.isWildcardSubtype()) {
            throw new NotSupportedException();
        }
        byte[] body = WebhookSignatures.signedBytes(event);
        if (body.length > MAX_BODY_BYTES) {
            throw new ProblemException(Code.PAYLOAD_TOO_LARGE, "The body may have at most " + MAX_BODY_BYTES + " bytes");
        }
        return body;
    }

    /** @return the configured deadline less the time since the request arrived, or what Lambda leaves if that is less */
    private Deadline begin(AuditEntry audit, ProjectPath project, String name, Context lambda) {
        Duration time = deadline.minus(audit.elapsed());
        // The mock of dev mode and tests does not say how much time is left.
        if (LaunchMode.current() == LaunchMode.NORMAL) {
            Duration left = Duration.ofMillis(lambda.getRemainingTimeInMillis()).minus(TIME_TO_ANSWER);
            time = left.compareTo(time) < 0 ? left : time;
        }
        Deadline begun = Deadline.in(time);
        audit.about(project.organization(), project.project(), name, begun::calls);
        return begun;
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
