package dev.dsnissuer.keys;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;

import dev.dsnissuer.keys.ProjectIds.KnownProject;
import dev.dsnissuer.secrets.SecretStore;
import dev.dsnissuer.secrets.Secrets;
import dev.dsnissuer.sentry.ClientKey;
import dev.dsnissuer.sentry.ClientKeys;
import dev.dsnissuer.sentry.Deadline;
import dev.dsnissuer.sentry.RateLimit;
import dev.dsnissuer.sentry.SentryException;
import dev.dsnissuer.sentry.SentryException.Reason;

/**
 * Derives a key's public key from the project's id and the key's name. The public key is thus known before anything is sent, is
 * the same on every instance, and cannot be guessed without the derivation secret. Sentry takes no public key twice: its
 * constraint is the lock, and a POST that is repeated can make no second key.
 */
final class DerivedIdentity implements IdentityStrategy {

    private static final Duration PAUSE_IF_UNSUPPORTED = Duration.ofHours(1);

    private final ClientKeys keys;
    private final SecretStore secrets;
    private final Clock clock;
    private final ProjectIds projects;
    private final StrayKeys strays;
    /** Until then no POST is sent, because the server has ignored a chosen public key. */
    private volatile Instant unsupportedUntil = Instant.MIN;

    DerivedIdentity(ClientKeys keys, SecretStore secrets, Clock clock) {
        this.keys = keys;
        this.secrets = secrets;
        this.clock = clock;
        this.projects = new ProjectIds(keys, clock);
        this.strays = new StrayKeys(keys);
    }

    /** Looks with the previous secrets too, in the order of configuration, so that a rotated secret makes no second key. */
    @Override
    public Optional<ClientKey> find(KeyName name, Deadline deadline) {
        return forgettingOnDoubt(name, false, () -> lookUnderEverySecret(name, deadline).findFirst());
    }

    /** There is more than one key if the name was new while the secret was being rotated. */
    @Override
    public List<ClientKey> all(KeyName name, Deadline deadline) {
        return forgettingOnDoubt(name, false, () -> lookUnderEverySecret(name, deadline).toList());
    }

    private Stream<ClientKey> lookUnderEverySecret(KeyName name, Deadline deadline) {
        KnownProject project = projects.of(name.project(), deadline);
        Secrets now = secrets.current(deadline.left());
        if (project.idBefore() != null) {
            // The POST whose outcome is not known may have made this key here, in the wrong project.
            lookFor(project, PublicKeys.derive(project.idBefore(), name.name(), now.derivationSecret()), deadline)
                    .filter(ClientKey::isActive)
                    .ifPresent(key -> strays.deactivateInWrongProject(key, project.path(), project.idBefore(), deadline));
        }
        return Stream.concat(Stream.of(now.derivationSecret()), now.previousDerivationSecrets().stream())
                .map(secret -> lookFor(project, PublicKeys.derive(project.id(), name.name(), secret), deadline))
                .flatMap(Optional::stream);
    }

    private Optional<ClientKey> lookFor(KnownProject project, String publicKey, Deadline deadline) {
        Optional<ClientKey> found = Optional.empty();
        if (project.firstPage() != null) {
            found = project.firstPage().keys().stream().filter(key -> key.is(publicKey)).findFirst();
        }
        if (found.isEmpty() && (project.firstPage() == null || !project.firstPage().isWhole())) {
            found = keys.get(project.path(), publicKey, deadline);
        }
        found.ifPresent(key -> projects.compare(project, key.require(publicKey)));
        return found;
    }

    /** A slug that was given to another project looks like a key that is missing: any key of that project tells them apart. */
    @Override
    public void confirmAbsent(KeyName name, Deadline deadline) {
        Optional<ClientKey> newest = forgettingOnDoubt(name, false, () -> keys.newest(name.project(), deadline));
        newest.ifPresent(key -> projects.compare(projects.of(name.project(), deadline), key));
    }

    @Override
    public Created create(KeyName name, RateLimit rateLimit, String useCase, Deadline deadline) {
        if (clock.instant().isBefore(unsupportedUntil)) {
            throw new SentryException(Reason.IDENTITY_UNSUPPORTED, "Sentry ignored a chosen public key within the last hour");
        }
        KnownProject project = projects.of(name.project(), deadline);
        String publicKey = PublicKeys.derive(project.id(), name.name(), secrets.current(deadline.left()).derivationSecret());
        ClientKey key = forgettingOnDoubt(name, true,
                () -> keys.create(name.project(), name.name(), publicKey, rateLimit, useCase, deadline));
        if (!key.is(publicKey)) {
            unsupportedUntil = clock.instant().plus(PAUSE_IF_UNSUPPORTED);
            strays.deactivate(name.project(), key, deadline);
            throw new SentryException(Reason.IDENTITY_UNSUPPORTED, "Sentry ignored the chosen public key");
        }
        requireMadeIn(project, key, deadline);
        return new Created(key, true);
    }

    /**
     * Forgets the project's id if Sentry redirects the call or does not know the project, and if the outcome of a POST is not
     * known: all of these happen when a slug is given to another project.
     */
    private <T> T forgettingOnDoubt(KeyName name, boolean isPost, Supplier<T> call) {
        try {
            return call.get();
        } catch (SentryException e) {
            if (isPost && e.reason().isUncertain()) {
                projects.doubt(name.project());
            } else if (e.reason() == Reason.MOVED || e.reason() == Reason.NOT_FOUND) {
                projects.forget(name.project());
            }
            throw e;
        }
    }

    /**
     * Deactivates a key that was made in another project. That comes first, and without asking whose the slug is now: the call
     * that asks may fail, and nobody else has this public key.
     *
     * @throws SentryException if the key was made in another project
     */
    private void requireMadeIn(KnownProject project, ClientKey key, Deadline deadline) {
        String madeIn = key.project();
        if (madeIn == null || madeIn.equals(project.id())) {
            return;
        }
        strays.deactivateInWrongProject(key, project.path(), project.id(), deadline);
        projects.forget(project.path());
        throw projects.of(project.path(), deadline).id().equals(project.id())
                ? new SentryException(Reason.MISBEHAVED, "Sentry answered with a key of another project")
                : new SentryException(Reason.UNAVAILABLE, "The slug was given to another project while a key was made");
    }
}
