package dev.dsnissuer.keys;

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
     * Deactivates a key that was made in another project than the one it was meant for, and logs an error. The key is addressed
     * by the project's id, since the slug may be given away once more.
     *
     * @param stray Sentry has told which project it belongs to
     * @param meant the project that the key was meant for, as it was spelt
     * @param meantId the id of that project
     */
    void deactivateInWrongProject(ClientKey stray, ProjectPath meant, String meantId, Deadline deadline) {
        deactivate(new ProjectPath(meant.organization(), stray.project()), stray, deadline);
        Log.errorf(
                "The key %.8s was made in project %s, although its slug was project %s's when it was last read. It holds the public"
                        + " key of a name of project %s, which cannot be issued there until this key is deleted in Sentry",
                stray.id(), stray.project(), meantId, meantId);
    }
}
