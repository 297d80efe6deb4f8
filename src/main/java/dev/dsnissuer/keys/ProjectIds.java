package dev.dsnissuer.keys;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;

import dev.dsnissuer.sentry.ClientKey;
import dev.dsnissuer.sentry.ClientKeys;
import dev.dsnissuer.sentry.Deadline;
import dev.dsnissuer.sentry.KeyPage;
import dev.dsnissuer.sentry.ProjectPath;
import dev.dsnissuer.sentry.SentryException;
import dev.dsnissuer.sentry.SentryException.Reason;

/**
 * Tells the id of a project. A slug's id is remembered for a time, and every key that Sentry answers with is compared with
 * it: a slug may have been given to another project meanwhile.
 */
final class ProjectIds {

    private static final Duration REMEMBERED = Duration.ofMinutes(5);
    private static final int MOST_REMEMBERED = 1000;

    private final ClientKeys keys;
    private final Clock clock;
    /** The project that was remembered first comes first. */
    private final Map<ProjectPath, Memory> remembered = new LinkedHashMap<>();

    private record Memory(String id, Instant until) {
    }

    /**
     * A project whose id is known.
     *
     * @param id in decimal
     * @param firstPage the first page of its keys, if that has just been read to learn the id; null otherwise
     * @param isRemembered whether the id is remembered from an earlier answer, and may be out of date
     * @param idBefore the id that this slug had when it was read before, if that was another project's; null otherwise
     */
    record KnownProject(ProjectPath path, String id, KeyPage firstPage, boolean isRemembered, String idBefore) {
    }

    ProjectIds(ClientKeys keys, Clock clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /**
     * Costs no call for a numeric id and for a slug that is remembered, one call for another slug, and two if the project
     * has no keys or the server does not say whose keys they are.
     *
     * @throws SentryException if Sentry did not tell, or knows no such project
     */
    KnownProject of(ProjectPath path, Deadline deadline) {
        if (path.isId()) {
            return new KnownProject(path, path.id(), null, false, null);
        }
        String known = recall(path);
        if (known != null) {
            return new KnownProject(path, known, null, true, null);
        }
        KeyPage page = keys.list(path, null, deadline);
        String id = page.keys().stream().map(ClientKey::projectId).filter(Objects::nonNull).findFirst()
                .orElseGet(() -> keys.projectId(path, deadline));
        String before = remember(path, id);
        return new KnownProject(path, id, page, false, id.equals(before) ? null : before);
    }

    /**
     * Compares an answer of Sentry's with what is known. Another id is forgotten.
     *
     * @throws SentryException if the key belongs to another project; another try may succeed if the id was only remembered
     */
    void compare(KnownProject project, ClientKey answer) {
        String actual = answer.project();
        if (actual == null || actual.equals(project.id())) {
            return;
        }
        forget(project.path());
        throw project.isRemembered()
                ? new SentryException(Reason.UNAVAILABLE, "The slug was given to another project: its id has to be read again")
                : new SentryException(Reason.MISBEHAVED, "Sentry answered with a key of another project");
    }

    synchronized void forget(ProjectPath path) {
        remembered.remove(path);
    }

    /** Forgets the id, but tells it once more together with the one that is read next. */
    synchronized void doubt(ProjectPath path) {
        Memory memory = remembered.get(path);
        if (memory != null) {
            remembered.put(path, new Memory(memory.id(), Instant.MIN));
        }
    }

    private synchronized String recall(ProjectPath path) {
        Memory memory = remembered.get(path);
        return memory != null && clock.instant().isBefore(memory.until()) ? memory.id() : null;
    }

    /** @return the id whose time is over; null if there is none */
    private synchronized String remember(ProjectPath path, String id) {
        Memory before = remembered.remove(path);
        remembered.put(path, new Memory(id, clock.instant().plus(REMEMBERED)));
        if (remembered.size() > MOST_REMEMBERED) {
            remembered.remove(remembered.keySet().iterator().next());
        }
        return before == null ? null : before.id();
    }
}
