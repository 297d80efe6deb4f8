package dev.dsnissuer;

import java.util.Optional;

import jakarta.enterprise.context.ApplicationScoped;

import dev.dsnissuer.Problem.Code;
import dev.dsnissuer.caller.Caller;
import dev.dsnissuer.caller.Operation;
import dev.dsnissuer.sentry.ClientKey;
import dev.dsnissuer.sentry.Deadline;
import dev.dsnissuer.sentry.KeyIdentity;
import dev.dsnissuer.sentry.KeyIdentity.Created;
import dev.dsnissuer.sentry.Retries;
import dev.dsnissuer.sentry.SentryException;

/** Makes sure that a project holds exactly one key of a name. */
@ApplicationScoped
public class KeyIssuer {

    private final KeyIdentity identity;

    KeyIssuer(KeyIdentity identity) {
        this.identity = identity;
    }

    /**
     * May they? Then find, else create, and verify what Sentry answers. Whatever fails on the way for now is tried again
     * from the look on: a POST whose outcome is unknown may have made the key, and so may somebody else's.
     *
     * @throws Problem if there is no DSN to hand out
     * @throws SentryException if Sentry did not do its part before the deadline
     */
    IssuedKey issue(Caller caller, IssueKeyRequest asked, Deadline deadline) {
        IssueKeyRequest request = permitted(caller, asked);
        return Retries.within(deadline, () -> {
            Optional<ClientKey> found = identity.find(request.key(), deadline);
            return found.isPresent() ? replay(request, found.get()) : create(request, deadline);
        });
    }

    /** With the rate limit that the policy gives where none was asked for. */
    private static IssueKeyRequest permitted(Caller caller, IssueKeyRequest asked) {
        if (!caller.may(Operation.ISSUE, asked.key().organization(), asked.key().project())) {
            throw new Problem(Code.FORBIDDEN, "This caller may not issue keys in this project");
        }
        if (asked.rateLimit() == null) {
            return new IssueKeyRequest(asked.key(), caller.maxRateLimit(), asked.useCase());
        }
        if (!caller.mayHave(asked.rateLimit())) {
            throw new Problem(Code.FORBIDDEN, "This caller may not have so high a rate limit");
        }
        return asked;
    }

    private static IssuedKey replay(IssueKeyRequest request, ClientKey key) {
        if (!key.isActive()) {
            throw new Problem(Code.KEY_DEACTIVATED, "The key of this name was deactivated: choose another name");
        }
        if (!hasRateLimit(key, request)) {
            throw new Problem(Code.RATE_LIMIT_DIFFERS, "The key of this name has another rate limit");
        }
        return new IssuedKey(key.usableDsn(), key.id(), false);
    }

    private IssuedKey create(IssueKeyRequest request, Deadline deadline) {
        Created created = identity.create(request.key(), request.rateLimit(), request.useCase(), deadline);
        if (!created.isNew()) {
            return replay(request, created.key());
        }
        String dsn = created.key().usableDsn();
        if (!hasRateLimit(created.key(), request)) {
            throw new Problem(Code.RATE_LIMIT_NOT_APPLIED, "Sentry created the key without its rate limit");
        }
        return new IssuedKey(dsn, created.key().id(), true);
    }

    /** Any will do where none is required. */
    private static boolean hasRateLimit(ClientKey key, IssueKeyRequest request) {
        return request.rateLimit() == null || request.rateLimit().equals(key.rateLimit());
    }
}
