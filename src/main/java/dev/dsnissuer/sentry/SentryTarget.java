package dev.dsnissuer.sentry;

import java.net.URI;

import jakarta.inject.Singleton;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;

/** Sends calls to another server than the configured one while the function primes itself before a snapshot. */
@Singleton
public class SentryTarget implements ClientRequestFilter {

    /** Null unless the function is priming itself. */
    private volatile URI ofPriming;

    /** @param server scheme, host and port of the other server; null for the configured one again */
    public void replaceWhilePriming(URI server) {
        ofPriming = server;
    }

    @Override
    public void filter(ClientRequestContext request) {
        URI server = ofPriming;
        if (server != null) {
            URI asked = request.getUri();
            String query = asked.getRawQuery() == null ? "" : "?" + asked.getRawQuery();
            request.setUri(server.resolve(asked.getRawPath() + query));
        }
    }
}
