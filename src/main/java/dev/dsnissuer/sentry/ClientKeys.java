package dev.dsnissuer.sentry;

import java.net.URI;
import java.net.URISyntaxException;
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
import dev.dsnissuer.secrets.SentryConfig;
import dev.dsnissuer.sentry.SentryApi.KeyUpdate;
import dev.dsnissuer.sentry.SentryApi.NewKey;
import dev.dsnissuer.sentry.SentryException.Reason;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.mutiny.Uni;

/** Calls Sentry: one method for each call. Whatever goes wrong is thrown as a {@link SentryException}. */
@Startup
@Singleton
public class ClientKeys {

    static final int LARGEST_PAGE = 100;

    private final SentryApi sentry;
    private final SecretStore secrets;

    /** The base URL is only checked here: the client reads it from its own configuration, see application.properties. */
    ClientKeys(@RestClient SentryApi sentry, SecretStore secrets, SentryConfig config) {
        if (!isBaseUrl(config.url())) {
            throw new ConfigurationException("sentry.url must be of the form https://HOST[:PORT][/PATH]");
        }
        this.sentry = sentry;
        this.secrets = secrets;
    }

    /** @return empty if there is no such key; also if there is no such project, since Sentry answers the same */
    public Optional<ClientKey> get(ProjectPath path, String publicKey, Deadline deadline) {
        try {
            return Optional
                    .of(required(call(token -> sentry.get(token, path.organization(), path.project(), publicKey), deadline)));
        } catch (SentryException e) {
            if (e.reason() == Reason.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** @param cursor null for the first page */
    public KeyPage list(ProjectPath path, String cursor, Deadline deadline) {
        RestResponse<List<ClientKey>> page = call(
                token -> sentry.list(token, path.organization(), path.project(), LARGEST_PAGE, cursor), deadline);
        List<ClientKey> keys = page.getEntity();
        if (keys == null) {
            throw new SentryException(Reason.MISBEHAVED, "Sentry answered with no list");
        }
        keys.forEach(ClientKeys::required);
        return KeyPage.of(keys, page.getHeaderString(HttpHeaders.LINK));
    }

    /**
     * Finds out what a 404 for a single key does not tell.
     *
     * @throws SentryException if Sentry knows no such project
     */
    public void requireProject(ProjectPath path, Deadline deadline) {
        call(token -> sentry.list(token, path.organization(), path.project(), 1, null), deadline);
    }

    /**
     * @param publicKey 32 lower-case hex digits, or null to let Sentry choose
     * @param rateLimit null for none
     * @param useCase null for Sentry's default
     * @return the created key; it has another public key than the one asked for if the server ignores that member
     */
    public ClientKey create(ProjectPath path, String name, String publicKey, RateLimit rateLimit, String useCase,
            Deadline deadline) {
        NewKey key = new NewKey(name, publicKey, rateLimit, useCase);
        return required(call(token -> sentry.create(token, path.organization(), path.project(), key), deadline));
    }

    /** @return the key as it is afterwards; some servers answer with success and change nothing */
    public ClientKey deactivate(ProjectPath path, ClientKey key, Deadline deadline) {
        KeyUpdate update = new KeyUpdate(false, key.browserSdkVersion());
        try {
            return required(
                    call(token -> sentry.update(token, path.organization(), path.project(), key.id(), update), deadline));
        } catch (SentryException e) {
            if (e.reason() == Reason.NOT_FOUND) {
                throw new SentryException(Reason.UNAVAILABLE, "Sentry no longer has the key that it has just answered with");
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

    /** If Sentry refuses the token, which may just have been rotated, the call is sent once more with the new one. */
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
            // Cancels the call if it has not been answered; otherwise this does nothing.
            answer.cancel(true);
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
}
