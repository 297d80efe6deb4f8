package dev.dsnissuer;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import dev.dsnissuer.Problem.Code;
import dev.dsnissuer.caller.Caller;
import dev.dsnissuer.caller.Operation;
import dev.dsnissuer.sentry.ClientKey;
import dev.dsnissuer.sentry.ClientKeys;
import dev.dsnissuer.sentry.KeyIdentity;
import dev.dsnissuer.sentry.NewClientKey;
import dev.dsnissuer.sentry.SentryException;
import dev.dsnissuer.sentry.SentryException.Reason;
import io.quarkus.logging.Log;

/** Makes sure that a project holds exactly one key of a name. */
@ApplicationScoped
public class KeyIssuer {

    private final KeyIdentity identity;
    private final ClientKeys keys;

    KeyIssuer(KeyIdentity identity, ClientKeys keys) {
        this.identity = identity;
        this.keys = keys;
    }

    /**
     * May they? Then find, else create, and verify what Sentry answers.
     *
     * @throws Problem if there is no DSN to hand out
     * @throws SentryException if Sentry did not do its part
     */
    IssuedKey issue(Caller caller, IssueKeyRequest request) {
        if (!caller.may(Operation.ISSUE, request.organization(), request.project())) {
            throw new Problem(Code.FORBIDDEN, "This caller may not issue keys in this project");
        }
        String publicKey = identity.publicKey(request.organization(), request.project(), request.name());
        Optional<ClientKey> found = keys.find(request.organization(), request.project(), publicKey);
        if (found.isPresent()) {
            return replay(request, publicKey, found.get());
        }
        return create(request, publicKey);
    }

    private static IssuedKey replay(IssueKeyRequest request, String publicKey, ClientKey key) {
        if (!key.is(publicKey)) {
            throw new SentryException(Reason.MISBEHAVED, "Sentry answered with another key than the one asked for");
        }
        if (!key.isActive()) {
            throw new Problem(Code.KEY_DEACTIVATED, "The key of this name was deactivated: choose another name");
        }
        if (!hasRateLimit(key, request)) {
            throw new Problem(Code.RATE_LIMIT_DIFFERS, "The key of this name has another rate limit");
        }
        return new IssuedKey(key.usableDsn(), false);
    }

    private IssuedKey create(IssueKeyRequest request, String publicKey) {
        ClientKey key = keys.create(request.organization(), request.project(),
                new NewClientKey(request.name(), publicKey, request.rateLimit(), request.useCase()));
        if (!key.is(publicKey)) {
            deactivate(request, key);
            throw new Problem(Code.IDENTITY_UNSUPPORTED, "This Sentry server ignores chosen public keys");
        }
        String dsn = key.usableDsn();
        if (!hasRateLimit(key, request)) {
            throw new Problem(Code.RATE_LIMIT_NOT_APPLIED, "Sentry created the key without its rate limit");
        }
        return new IssuedKey(dsn, true);
    }

    /** Any will do where none was asked for. */
    private static boolean hasRateLimit(ClientKey key, IssueKeyRequest request) {
        return request.rateLimit() == null || request.rateLimit().equals(key.rateLimit());
    }

    /** As well as that can be done: nobody ever saw the stray's DSN. */
    private void deactivate(IssueKeyRequest request, ClientKey stray) {
        try {
            keys.deactivate(request.organization(), request.project(), stray);
        } catch (SentryException e) {
            Log.warnf("A stray key is left active: %s", e.getMessage());
        }
    }
}
