package dev.dsnissuer.sentry;

import java.net.URI;

import jakarta.inject.Singleton;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;

/** Where calls go: to the configured address, but before a checkpoint, when none may leave the machine. */
@Singleton
public class SentryAddress implements ClientRequestFilter {

    /** Null for the configured one. */
    private volatile URI instead;

    /** @param server scheme, host and port; null for the configured address again */
    public void lead(URI server) {
        instead = server;
    }

    @Override
    public void filter(ClientRequestContext request) {
        URI server = instead;
        if (server != null) {
            request.setUri(server.resolve(request.getUri().getRawPath()));
        }
    }
}
