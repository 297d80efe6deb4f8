package dev.dsnissuer.http;

import java.util.List;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DELETE;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.OPTIONS;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.core.MediaType;

import org.jboss.resteasy.reactive.RestResponse;
import org.jboss.resteasy.reactive.RestResponse.ResponseBuilder;
import org.jboss.resteasy.reactive.RestResponse.Status;

import dev.dsnissuer.audit.AuditEntry.Event;
import dev.dsnissuer.http.KeyRequests.Change;
import dev.dsnissuer.http.KeyRequests.Issue;
import dev.dsnissuer.http.KeyRequests.Listing;
import dev.dsnissuer.keys.KeyDirectory;
import dev.dsnissuer.keys.KeyIssuer;
import dev.dsnissuer.keys.KeyIssuer.IssuedKey;
import dev.dsnissuer.keys.KeyName;
import dev.dsnissuer.keys.KeyRef;
import dev.dsnissuer.secrets.IssuerConfig;
import dev.dsnissuer.sentry.ClientKey;
import dev.dsnissuer.sentry.Deadline;
import dev.dsnissuer.sentry.KeyPage;
import io.quarkus.runtime.Startup;
import io.quarkus.security.Authenticated;
import io.smallrye.common.annotation.Blocking;

/** The function's one path, with its methods. */
@Startup
@Path("/keys")
@Authenticated
@Blocking
public class KeyResource {

    static final String METHODS = "DELETE, GET, HEAD, POST, PUT";

    private final KeyIssuer issuer;
    private final KeyDirectory directory;
    private final CurrentRequest current;
    private final KeyRequests requests;

    /** The answer to a request for one key. */
    public record PublicDsn(String dsn) {
    }

    KeyResource(KeyIssuer issuer, KeyDirectory directory, CurrentRequest current, IssuerConfig config) {
        this.issuer = issuer;
        this.directory = directory;
        this.current = current;
        this.requests = new KeyRequests(config.organization().orElse(null));
    }

    /** Refuses the method, because the framework's own answer names methods that do not exist. */
    @OPTIONS
    public void options() {
        throw new NotAllowedException(METHODS);
    }

    @POST
    @Consumes(MediaType.APPLICATION_JSON)
    public RestResponse<PublicDsn> issue() {
        Issue request = requests.issue(current.body());
        Deadline deadline = current.begin(request.key().project(), request.key().name());
        IssuedKey key = issuer.issue(current.caller(), request.key(), request.rateLimit(), request.useCase(), deadline);
        Status status = key.isNew() ? Status.CREATED : Status.OK;
        current.audit().key(key.publicKey());
        current.audit().granted(key.isNew() ? Event.ISSUED : Event.REPLAYED, status.getStatusCode());
        return answer(status, new PublicDsn(key.dsn()));
    }

    @PUT
    @Consumes(MediaType.APPLICATION_JSON)
    public RestResponse<PublicDsn> change() {
        Change request = requests.change(current.body());
        Deadline deadline = current.begin(request.key().project(), request.key().name());
        current.audit().key(request.key().publicKey());
        ClientKey key = directory.limit(current.caller(), request.key(), request.rateLimit(), deadline);
        PublicDsn dsn = new PublicDsn(key.usableDsn());
        current.audit().key(key.id());
        current.audit().granted(Event.CHANGED, Status.OK.getStatusCode());
        return answer(Status.OK, dsn);
    }

    @GET
    public RestResponse<KeyList> list() {
        Listing request = requests.listing(current.event());
        Deadline deadline = current.begin(request.project(), request.name());
        if (request.name() == null) {
            KeyPage page = directory.list(current.caller(), request.project(), request.cursor(), deadline);
            return listed(page.keys(), page.next(), null);
        }
        KeyName name = new KeyName(request.project(), request.name());
        List<ClientKey> found = directory.find(current.caller(), name, deadline).stream().toList();
        return listed(found, null, found.isEmpty() ? null : found.get(0).id());
    }

    private RestResponse<KeyList> listed(List<ClientKey> keys, String next, String publicKey) {
        KeyList list = KeyList.of(keys, next, current.caller());
        current.audit().key(publicKey);
        current.audit().granted(Event.LISTED, Status.OK.getStatusCode());
        return answer(Status.OK, list);
    }

    @DELETE
    public void deactivate() {
        KeyRef ref = requests.deactivation(current.event());
        current.audit().key(ref.publicKey());
        ClientKey key = directory.deactivate(current.caller(), ref, current.begin(ref.project(), ref.name()));
        current.audit().key(key.id());
        current.audit().granted(Event.DEACTIVATED, Status.NO_CONTENT.getStatusCode());
    }

    private static <T> RestResponse<T> answer(Status status, T body) {
        return ResponseBuilder.create(status, body).type(MediaType.APPLICATION_JSON).build();
    }
}
