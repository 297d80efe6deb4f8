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

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

import io.smallrye.mutiny.Uni;

/**
 * Sentry's client-key API. Every path ends in a slash, because Sentry answers 404 without it. A 404 for a single key may mean
 * that the key, the project or the organization is unknown. The methods are asynchronous for one reason: a call can then be
 * given up when the deadline passes.
 */
@RegisterRestClient(configKey = "sentry")
@RegisterProvider(SentryRefusals.class)
@RegisterProvider(SentryTarget.class)
@Path("/api/0/projects/{organization}/{project}/keys/")
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
     * How a key is to be changed.
     *
     * @param browserSdkVersion the one that the key has already, because Sentry resets it to the default if it is left out;
     *        null
     *        if the key has none
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    record KeyUpdate(boolean isActive, String browserSdkVersion) {
    }

    @GET
    @Path("{id}/")
    Uni<ClientKey> get(@HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("organization") String organization, @PathParam("project") String project,
            @PathParam("id") String id);

    /** Newest first. */
    @GET
    Uni<RestResponse<List<ClientKey>>> list(@HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("organization") String organization,
            @PathParam("project") String project, @QueryParam("per_page") int perPage, @QueryParam("cursor") String cursor);

    @POST
    Uni<ClientKey> create(@HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("organization") String organization, @PathParam("project") String project,
            NewKey key);

    @PUT
    @Path("{id}/")
    Uni<ClientKey> update(@HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("organization") String organization, @PathParam("project") String project,
            @PathParam("id") String id, KeyUpdate update);
}
