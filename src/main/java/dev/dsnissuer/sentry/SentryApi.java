package dev.dsnissuer.sentry;

import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.PUT;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;

import org.eclipse.microprofile.rest.client.annotation.RegisterProvider;
import org.eclipse.microprofile.rest.client.inject.RegisterRestClient;

/**
 * Sentry's client-key API. Every path ends in a slash: without it Sentry answers 404. A 404 on a single key may mean the key,
 * the project or the organization.
 */
@RegisterRestClient(configKey = "sentry")
@RegisterProvider(SentryAuthorization.class)
@RegisterProvider(SentryRefusals.class)
@Path("/api/0/projects/{organization}/{project}/keys/")
@Produces(MediaType.APPLICATION_JSON)
@Consumes(MediaType.APPLICATION_JSON)
interface SentryApi {

    @GET
    @Path("{id}/")
    ClientKey get(@PathParam("organization") String organization, @PathParam("project") String project,
            @PathParam("id") String id);

    @POST
    ClientKey create(@PathParam("organization") String organization, @PathParam("project") String project, NewClientKey key);

    @PUT
    @Path("{id}/")
    void update(@PathParam("organization") String organization, @PathParam("project") String project,
            @PathParam("id") String id, KeyUpdate update);
}
