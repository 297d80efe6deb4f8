package dev.dsnissuer.sentry;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;

import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.resteasy.reactive.RestResponse;

import dev.dsnissuer.secrets.SecretStore;
import dev.dsnissuer.secrets.Secrets;
import dev.dsnissuer.sentry.SentryException.Reason;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.mutiny.Uni;

/** The client keys of Sentry's projects, a call each. Whatever goes wrong in between is a {@link SentryException}. */
@Startup
@Singleton
public class ClientKeys {

    static final int LARGEST_PAGE = 100;

    private final SentryApi sentry;
    private final SecretStore secrets;

    /** The address itself reaches the client by the client's own configuration: see application.properties. */
    ClientKeys(@RestClient SentryApi sentry, SecretStore secrets, SentryConfig config) {
        if (!SentryConfig.isBaseUrl(config.url())) {
            throw new ConfigurationException("sentry.url must be of the form https://HOST[:PORT][/PATH]");
        }
        this.sentry = sentry;
        this.secrets = secrets;
    }

    /** Empty also where there is no such project: Sentry answers the same. */
    Optional<ClientKey> get(KeyName name, String publicKey, Deadline deadline) {
        try {
            return Optional
                    .of(required(call(token -> sentry.get(token, name.organization(), name.project(), publicKey), deadline)));
        } catch (SentryException e) {
            if (e.reason() == Reason.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** @param cursor null for the first page */
    KeyPage list(String organization, String project, String cursor, Deadline deadline) {
        RestResponse<List<ClientKey>> page = call(
                token -> sentry.list(token, organization, project, LARGEST_PAGE, cursor), deadline);
        List<ClientKey> keys = page.getEntity();
        if (keys == null) {
            throw new SentryException(Reason.MISBEHAVED, "Sentry answered with no list");
        }
        keys.forEach(ClientKeys::required);
        return KeyPage.of(keys, page.getHeaderString(HttpHeaders.LINK));
    }

    /** @throws SentryException if Sentry knows no such project, which its 404 for a key does not tell */
    public void requireProject(KeyName name, Deadline deadline) {
        call(token -> sentry.list(token, name.organization(), name.project(), 1, null), deadline);
    }

    /** The created key, which carries another public key than the one asked for where the server ignores that member. */
    ClientKey create(KeyName name, NewClientKey key, Deadline deadline) {
        return required(call(token -> sentry.create(token, name.organization(), name.project(), key), deadline));
    }

    /** The key as it is afterwards: some servers answer with success and change nothing. */
    public ClientKey deactivate(KeyName name, ClientKey key, Deadline deadline) {
        KeyUpdate update = KeyUpdate.deactivating(key);
        try {
            return required(
                    call(token -> sentry.update(token, name.organization(), name.project(), key.id(), update), deadline));
        } catch (SentryException e) {
            if (e.reason() == Reason.NOT_FOUND) {
                throw new SentryException(Reason.UNAVAILABLE, "Sentry has just lost the key: another look will tell");
            }
            throw e;
        }
    }

    private static ClientKey required(ClientKey key) {
        if (key == null || key.id() == null || key.isActive() == null) {
            throw new SentryException(Reason.MISBEHAVED, "Sentry answered with no key");
        }
        return key;
    }

    /** A token that is refused may just have been rotated: then the call is sent once more, with the new one. */
    private <T> T call(Function<String, Uni<T>> call, Deadline deadline) {
        Secrets shown = secrets.current(deadline.left());
        try {
            return await(call.apply("Bearer " + shown.sentryAuthToken()), deadline);
        } catch (SentryException e) {
            if (e.reason() != Reason.UNAUTHENTICATED) {
                throw e;
            }
            Secrets newer = secrets.newerThan(shown, deadline.left()).orElseThrow(() -> e);
            return await(call.apply("Bearer " + newer.sentryAuthToken()), deadline);
        }
    }

    private static <T> T await(Uni<T> call, Deadline deadline) {
        Duration left = deadline.left();
        if (left.isZero()) {
            throw new SentryException(Reason.TIMEOUT, "No time is left to ask Sentry");
        }
        deadline.countCall();
        CompletableFuture<T> answer = call.subscribeAsCompletionStage();
        try {
            return answer.get(left.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw SentryException.of(e.getCause());
        } catch (TimeoutException e) {
            throw SentryException.of(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SentryException.of(e);
        } finally {
            // Gives up a call that is not answered.
            answer.cancel(true);
        }
    }
}
