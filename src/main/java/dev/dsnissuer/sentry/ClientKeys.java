package dev.dsnissuer.sentry;

import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.regex.Pattern;

import jakarta.inject.Singleton;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.eclipse.microprofile.rest.client.inject.RestClient;

import com.fasterxml.jackson.core.JsonProcessingException;

import dev.dsnissuer.sentry.SentryException.Reason;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.vertx.core.VertxException;

/** The client keys of Sentry's projects. Whatever goes wrong in between is a {@link SentryException}. */
@Startup
@Singleton
public class ClientKeys {

    private static final Pattern BASE_URL = Pattern
            .compile("https?://(?:[\\w.-]+|\\[[0-9a-fA-F:.]+])(?::\\d{1,5})?(?:/[\\w.~%-]+)*/?");

    private final SentryApi sentry;

    /** The address itself reaches the client by its own configuration: see application.properties. */
    ClientKeys(@RestClient SentryApi sentry, @ConfigProperty(name = "sentry.url") String url) {
        if (!BASE_URL.matcher(url).matches()) {
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

    private static ClientKey answer(Supplier<ClientKey> call) {
        ClientKey key = call(call);
        if (key == null || key.id() == null) {
            throw new SentryException(Reason.MISBEHAVED, "Sentry answered with no key");
        }
        return key;
    }

    /** Exceptions of the client are not kept as causes: Jackson's quote what they could not read. */
    private static <T> T call(Supplier<T> call) {
        try {
            return call.get();
        } catch (WebApplicationException e) {
            throw new SentryException(Reason.MISBEHAVED, "Sentry's answer could not be read");
        } catch (ProcessingException e) {
            Throwable cause = e.getCause();
            if (cause == null || cause instanceof JsonProcessingException) {
                throw new SentryException(Reason.MISBEHAVED, "Sentry's answer could not be read");
            }
            if (cause instanceof TimeoutException) {
                throw new SentryException(Reason.TIMEOUT, "Sentry did not answer in time");
            }
            if (cause instanceof IOException || cause instanceof VertxException) {
                throw new SentryException(Reason.UNAVAILABLE, "Sentry could not be reached: " + cause.getMessage());
            }
            throw e;
        }
    }
}
