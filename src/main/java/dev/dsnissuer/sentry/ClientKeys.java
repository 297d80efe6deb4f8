package dev.dsnissuer.sentry;

import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import jakarta.inject.Singleton;
import jakarta.ws.rs.ProcessingException;

import org.eclipse.microprofile.rest.client.inject.RestClient;

import com.fasterxml.jackson.core.JsonProcessingException;

import dev.dsnissuer.sentry.SentryException.Reason;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;

/** The client keys of Sentry's projects. Whatever goes wrong in between is a {@link SentryException}. */
@Startup
@Singleton
public class ClientKeys {

    private final SentryApi sentry;

    /** The address itself reaches the client by the client's own configuration: see application.properties. */
    ClientKeys(@RestClient SentryApi sentry, SentryConfig config) {
        if (!isBaseUrl(config.url())) {
            throw new ConfigurationException("sentry.url must be of the form https://HOST[:PORT][/PATH]");
        }
        this.sentry = sentry;
    }

    /** Empty also where there is no such project: Sentry answers the same. */
    public Optional<ClientKey> find(String organization, String project, String publicKey) {
        try {
            return Optional.of(answer(() -> sentry.get(organization, project, publicKey)));
        } catch (SentryException e) {
            if (e.reason() == Reason.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** The created key, which carries another public key than the one asked for where the server ignores that member. */
    public ClientKey create(String organization, String project, NewClientKey key) {
        return answer(() -> sentry.create(organization, project, key));
    }

    public void deactivate(String organization, String project, ClientKey key) {
        call(() -> {
            sentry.update(organization, project, key.id(), KeyUpdate.DEACTIVATE);
            return null;
        });
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

    private static ClientKey answer(Supplier<ClientKey> call) {
        ClientKey key = call(call);
        if (key == null || key.id() == null || key.isActive() == null) {
            throw new SentryException(Reason.MISBEHAVED, "Sentry answered with no key");
        }
        return key;
    }

    /**
     * Neither the client's exceptions nor their messages are kept: they quote what could not be read.
     *
     * @throws SentryException whatever went wrong
     */
    private static <T> T call(Supplier<T> call) {
        try {
            return call.get();
        } catch (SentryException e) {
            throw e;
        } catch (RuntimeException e) {
            // The client wraps some causes and throws others as they are.
            Throwable cause = e instanceof ProcessingException && e.getCause() != null ? e.getCause() : e;
            String seen = " (" + cause.getClass().getSimpleName() + ")";
            if (cause instanceof TimeoutException) {
                throw new SentryException(Reason.TIMEOUT, "Sentry did not answer in time" + seen);
            }
            if (cause instanceof IOException && !(cause instanceof JsonProcessingException)) {
                throw new SentryException(Reason.UNAVAILABLE, "Sentry could not be reached" + seen);
            }
            throw new SentryException(Reason.MISBEHAVED, "Sentry's answer could not be read" + seen);
        }
    }
}
