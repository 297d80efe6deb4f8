package dev.dsnissuer.keys;

import java.util.Objects;
import java.util.function.Supplier;

import dev.dsnissuer.keys.KeyRefusedException.Reason;
import dev.dsnissuer.sentry.ClientKey;
import dev.dsnissuer.sentry.ClientKeys;
import dev.dsnissuer.sentry.Deadline;
import dev.dsnissuer.sentry.ProjectPath;
import dev.dsnissuer.sentry.RateLimit;
import dev.dsnissuer.sentry.SentryException;

/** Changes a key that was just read, and checks that Sentry answers with the same key, changed. */
final class KeyChanges {

    private final ClientKeys keys;

    KeyChanges(ClientKeys keys) {
        this.keys = keys;
    }

    /**
     * @param rateLimit null for none
     * @throws KeyRefusedException if Sentry does not apply the limit, or somebody has just deleted or deactivated the key
     */
    ClientKey limit(ProjectPath project, ClientKey key, RateLimit rateLimit, Deadline deadline) {
        ClientKey changed = changed(key, () -> keys.limit(project, key, rateLimit, deadline));
        if (!changed.isActive()) {
            throw new KeyRefusedException(Reason.DEACTIVATED, key.id());
        }
        if (!Objects.equals(changed.rateLimit(), rateLimit)) {
            throw new KeyRefusedException(Reason.RATE_LIMIT_NOT_APPLIED, key.id());
        }
        return changed;
    }

    /** @throws KeyRefusedException if somebody has just deleted the key */
    void deactivate(ProjectPath project, ClientKey key, Deadline deadline) {
        ClientKey changed;
        try {
            changed = changed(key, () -> keys.deactivate(project, key, deadline));
        } catch (SentryException e) {
            // Nothing in a deactivation comes from the caller, so it is not the caller's fault if Sentry finds it invalid.
            throw e.reason() == SentryException.Reason.INVALID ? misbehaved("Sentry found a deactivation invalid") : e;
        }
        if (changed.isActive()) {
            throw misbehaved("Sentry answered with a key that is still active");
        }
    }

    private static ClientKey changed(ClientKey key, Supplier<ClientKey> change) {
        ClientKey changed;
        try {
            changed = change.get().require(key.id().replace("-", ""));
        } catch (SentryException e) {
            throw e.reason() == SentryException.Reason.NOT_FOUND ? new KeyRefusedException(Reason.UNKNOWN_KEY, key.id()) : e;
        }
        if (key.project() != null && changed.project() != null && !key.project().equals(changed.project())) {
            throw misbehaved("Sentry answered with a key of another project");
        }
        return changed;
    }

    private static SentryException misbehaved(String message) {
        return new SentryException(SentryException.Reason.MISBEHAVED, message);
    }
}
