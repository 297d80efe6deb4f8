package dev.dsnissuer.sentry;

import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

import jakarta.inject.Singleton;
import jakarta.ws.rs.ProcessingException;
import jakarta.ws.rs.WebApplicationException;

import org.eclipse.microprofile.rest.client.inject.RestClient;

import dev.dsnissuer.sentry.SentryException.Reason;

/** The client keys of Sentry's projects. Whatever goes wrong in between is a {@link SentryException}. */
@Singleton
public class ClientKeys {

    private final SentryApi sentry;

    ClientKeys(@RestClient SentryApi sentry) {
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

    private static <T> T call(Supplier<T> call) {
        try {
            return call.get();
        } catch (SentryException e) {
            throw e;
        } catch (WebApplicationException e) {
            throw new SentryException(Reason.MISBEHAVED, "Sentry's answer could not be read", e);
        } catch (ProcessingException e) {
            throw e.getCause() instanceof TimeoutException
                    ? new SentryException(Reason.TIMEOUT, "Sentry did not answer in time", e)
                    : new SentryException(Reason.UNAVAILABLE, "Sentry could not be reached", e);
        }
    }
}
