package dev.dsnissuer.keys;

import dev.dsnissuer.keys.ProjectIds.KnownProject;
import dev.dsnissuer.sentry.ClientKey;
import dev.dsnissuer.sentry.ClientKeys;
import dev.dsnissuer.sentry.Deadline;
import dev.dsnissuer.sentry.ProjectPath;
import dev.dsnissuer.sentry.SentryException;
import io.quarkus.logging.Log;

/** Deactivates keys that the function made but may not hand out. Nobody has seen their DSN, so no request waits for this. */
final class StrayKeys {

    private final ClientKeys keys;

    StrayKeys(ClientKeys keys) {
        this.keys = keys;
    }

    /** Tries once, and logs a failure. */
    void deactivate(ProjectPath project, ClientKey stray, Deadline deadline) {
        try {
            if (keys.deactivate(project, stray, deadline).isActive()) {
                Log.warnf("A stray key %.8s is left active", stray.id());
            }
        } catch (SentryException e) {
            Log.warnf("A stray key %.8s is left active: %s", stray.id(), e.getMessage());
        }
    }

    /**
     * Deactivates a key that was made in a project because its slug was another project's until just now. It is addressed
     * by the project's id, since the slug may be given away once more.
     *
     * @param now the project that has the slug now, and the key
     * @param meant the id of the project that the key was meant for
     */
    void deactivateInWrongProject(KnownProject now, String meant, ClientKey stray, Deadline deadline) {
        deactivate(new ProjectPath(now.path().organization(), now.id()), stray, deadline);
        Log.errorf(
                "The key %.8s was made in project %s, because its slug was project %s's until just now. It holds the public key"
                        + " of a name of project %s, which cannot be issued there until this key is deleted in Sentry",
                stray.id(),
                now.id(), meant, meant);
    }
}
