package dev.dsnissuer.sentry;

import java.net.URI;
import java.net.URISyntaxException;

import jakarta.inject.Singleton;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;

import dev.dsnissuer.secrets.SentryConfig;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;

/** Where calls go: to the configured server, or to another one while the function primes itself before a snapshot. */
@Startup
@Singleton
public class SentryTarget implements ClientRequestFilter {

    /** Null unless the function is priming itself. */
    private volatile URI ofPriming;
    private volatile boolean closing;

    /** Only checks the configured URL: the client reads it from its own configuration, see application.properties. */
    SentryTarget(SentryConfig config) {
        if (!isBaseUrl(config.url())) {
            throw new ConfigurationException("sentry.url must be of the form https://HOST[:PORT][/PATH]");
        }
    }

    private static boolean isBaseUrl(String text) {
        try {
            URI url = new URI(text);
            return ("https".equals(url.getScheme()) || "http".equals(url.getScheme())) && url.getHost() != null
                    && url.getPort() <= 65_535 && url.getRawUserInfo() == null && url.getRawQuery() == null
                    && url.getRawFragment() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }

    /** @param server scheme, host and port of the other server; null for the configured one again */
    public void replaceWhilePriming(URI server) {
        ofPriming = server;
    }

    /** Has connections closed after each answer, since none may be left open in a snapshot. */
    public void closeWhilePriming(boolean isClosing) {
        closing = isClosing;
    }

    @Override
    public void filter(ClientRequestContext request) {
        URI server = ofPriming;
        if (server != null) {
            URI asked = request.getUri();
            String query = asked.getRawQuery() == null ? "" : "?" + asked.getRawQuery();
            request.setUri(server.resolve(asked.getRawPath() + query));
        }
        if (closing) {
            request.getHeaders().putSingle("Connection", "close");
        }
    }
}
