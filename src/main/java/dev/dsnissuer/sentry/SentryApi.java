package dev.dsnissuer.sentry;

import java.util.List;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.HeaderParam;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.rest.client.annotation.RegisterProvider;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;
import org.jboss.resteasy.reactive.RestResponse;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.mutiny.Uni;

/**
 * Sentry's client-key API. Every path ends in a slash, because Sentry answers 404 without it. A 404 for a single key may mean
 * that the key, the project or the organization is unknown. The methods are asynchronous for one reason: a call can then be
 * given up when the deadline passes.
 */
@RegisterRestClient(configKey = "sentry")
@RegisterProvider(SentryRefusals.class)
@RegisterProvider(SentryTarget.class)
@Path("/api/0/projects/{organization}/{project}/")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
interface SentryApi {

    /**
     * What Sentry is asked to create. Members that are null are left out, because Sentry refuses a null {@code rateLimit}.
     *
     * @param publicKey 32 lower-case hex digits, or null to let Sentry choose; {@code public} is not in Sentry's API reference,
     *        but taken from any token
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record NewKey(String name, @JsonProperty("public") String publicKey, RateLimit rateLimit, String useCase) {
    }

    /**
     * How a key is to be changed. Sentry leaves alone what is left out, except {@code browserSdkVersion}, which it resets
     * to the default: an update therefore carries the version that the key has already, or null if the key has none.
     */
    sealed interface KeyUpdate {
    }

    @RegisterForReflection
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record Deactivation(boolean isActive, String browserSdkVersion) implements KeyUpdate {
    }

    /** @param rateLimit null, which is sent as null, to remove the limit */
    @RegisterForReflection
    record RateLimitChange(RateLimit rateLimit, @JsonInclude(JsonInclude.Include.NON_NULL) String browserSdkVersion)
            implements
                KeyUpdate {
    }

    /** @param id of the project; Sentry sends it as a string */
    @JsonIgnoreProperties(ignoreUnknown = true)
    record ProjectDetails(String id) {
    }

    /** Needs no other scope than {@code project:read}. */
    @GET
    Uni<ProjectDetails> project(@HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("organization") String organization, @PathParam("project") String project);

    @GET
    @Path("keys/{id}/")
    Uni<ClientKey> get(@HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("organization") String organization, @PathParam("project") String project,
            @PathParam("id") String id);

    /** Newest first. */
    @GET
    @Path("keys/")
    Uni<RestResponse<List<ClientKey>>> list(@HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("organization") String organization,
            @PathParam("project") String project, @QueryParam("per_page") int perPage, @QueryParam("cursor") String cursor);

    @POST
    @Path("keys/")
    Uni<ClientKey> create(@HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("organization") String organization, @PathParam("project") String project,
            NewKey key);

    @PUT
    @Path("keys/{id}/")
    Uni<ClientKey> update(@HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("organization") String organization, @PathParam("project") String project,
            @PathParam("id") String id, KeyUpdate update);
}
