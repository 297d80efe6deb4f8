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

import io.smallrye.mutiny.Uni;

/**
 * Sentry's client-key API. Every path ends in a slash: without it Sentry answers 404. A 404 on a single key may mean the key,
 * the project or the organization. Asynchronous only so that a call can be given up at a deadline.
 */
@RegisterRestClient(configKey = "sentry")
@RegisterProvider(SentryRefusals.class)
@RegisterProvider(SentryAddress.class)
@Path("/api/0/projects/{organization}/{project}/keys/")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
interface SentryApi {

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
            NewClientKey key);

    @PUT
    @Path("{id}/")
    Uni<ClientKey> update(@HeaderParam(HttpHeaders.AUTHORIZATION) String authorization,
            @PathParam("organization") String organization, @PathParam("project") String project,
            @PathParam("id") String id, KeyUpdate update);
}
