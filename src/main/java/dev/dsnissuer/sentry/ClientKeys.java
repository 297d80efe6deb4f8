package dev.dsnissuer.sentry;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;

import org.eclipse.microprofile.rest.client.inject.RestClient;
import org.jboss.resteasy.reactive.RestResponse;

import dev.dsnissuer.secrets.SecretStore;
import dev.dsnissuer.sentry.SentryApi.Deactivation;
import dev.dsnissuer.sentry.SentryApi.KeyUpdate;
import dev.dsnissuer.sentry.SentryApi.NewKey;
import dev.dsnissuer.sentry.SentryApi.ProjectDetails;
import dev.dsnissuer.sentry.SentryApi.RateLimitChange;
import dev.dsnissuer.sentry.SentryException.Reason;

/** Asks Sentry: one method for each kind of call. Whatever goes wrong is thrown as a {@link SentryException}. */
@Singleton
public class ClientKeys {

    private static final int LARGEST_PAGE = 100;

    private final SentryApi sentry;
    private final SentryCalls calls;

    ClientKeys(@RestClient SentryApi sentry, SecretStore secrets) {
        this.sentry = sentry;
        this.calls = new SentryCalls(secrets);
    }

    /** @return the project's id in decimal */
    public String projectId(ProjectPath path, Deadline deadline) {
        ProjectDetails details = calls.send(token -> sentry.project(token, path.organization(), path.project()), deadline);
        if (details == null || details.id() == null || !ClientKey.PROJECT_ID.matcher(details.id()).matches()) {
            throw new SentryException(Reason.MISBEHAVED, "Sentry answered with a project without an id");
        }
        return details.id();
    }

    /** @return empty if there is no such key; also if there is no such project, since Sentry answers the same */
    public Optional<ClientKey> get(ProjectPath path, String publicKey, Deadline deadline) {
        try {
            return Optional.of(required(path,
                    calls.send(token -> sentry.get(token, path.organization(), path.project(), publicKey), deadline)));
        } catch (SentryException e) {
            if (e.reason() == Reason.NOT_FOUND) {
                return Optional.empty();
            }
            throw e;
        }
    }

    /** @param cursor null for the first page */
    public KeyPage list(ProjectPath path, String cursor, Deadline deadline) {
        return list(path, LARGEST_PAGE, cursor, deadline);
    }

    /**
     * Finds out what a 404 for a single key does not tell.
     *
     * @return the project's newest key; empty if it has none
     * @throws SentryException if Sentry knows no such project
     */
    public Optional<ClientKey> newest(ProjectPath path, Deadline deadline) {
        return list(path, 1, null, deadline).keys().stream().findFirst();
    }

    private KeyPage list(ProjectPath path, int perPage, String cursor, Deadline deadline) {
        RestResponse<List<ClientKey>> page = calls.send(
                token -> sentry.list(token, path.organization(), path.project(), perPage, cursor), deadline);
        if (page.getEntity() == null) {
            throw new SentryException(Reason.MISBEHAVED, "Sentry answered with no list");
        }
        KeyPage keys = KeyPage.of(page.getEntity(), page.getHeaderString(HttpHeaders.LINK));
        keys.keys().forEach(key -> required(path, key));
        return keys;
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
        ClientKey created = calls.send(token -> {
            if (!deadline.countPost()) {
                throw new SentryException(Reason.UNAUTHENTICATED,
                        "Sentry refused the token, and no POST is left for another one");
            }
            return sentry.create(token, path.organization(), path.project(), key);
        }, deadline);
        if (created == null) {
            throw new SentryException(Reason.TRUNCATED, "Sentry answered without a body, and may have made the key");
        }
        return required(path, created);
    }

    /** @return the key as it is afterwards; some servers answer with success and change nothing */
    public ClientKey deactivate(ProjectPath path, ClientKey key, Deadline deadline) {
        return update(path, key, version -> new Deactivation(false, version), deadline);
    }

    /**
     * @param rateLimit null for none
     * @return the key as it is afterwards; some servers answer with success and change nothing
     */
    public ClientKey limit(ProjectPath path, ClientKey key, RateLimit rateLimit, Deadline deadline) {
        return update(path, key, version -> new RateLimitChange(rateLimit, version), deadline);
    }

    /** Sends the version that the key has. If Sentry offers that version no longer, it gets Sentry's default. */
    private ClientKey update(ProjectPath path, ClientKey key, Function<String, KeyUpdate> update, Deadline deadline) {
        try {
            return update(path, key, update.apply(key.browserSdkVersion()), deadline);
        } catch (SentryException e) {
            if (e.reason() != Reason.INVALID || !e.fields().contains("browserSdkVersion")) {
                throw e;
            }
            return update(path, key, update.apply(null), deadline);
        }
    }

    private ClientKey update(ProjectPath path, ClientKey key, KeyUpdate update, Deadline deadline) {
        return required(path, calls.send(
                token -> sentry.update(token, path.organization(), path.project(), key.id(), update), deadline));
    }

    private static ClientKey required(ProjectPath path, ClientKey key) {
        if (key == null || !key.isWhole()) {
            throw new SentryException(Reason.MISBEHAVED, "Sentry answered with no key");
        }
        if (path.isId() && key.project() != null && !key.project().equals(path.id())) {
            throw new SentryException(Reason.MISBEHAVED, "Sentry answered with a key of another project");
        }
        return key;
    }
}
