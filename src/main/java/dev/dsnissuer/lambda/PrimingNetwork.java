package dev.dsnissuer.lambda;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import jakarta.inject.Singleton;

import dev.dsnissuer.callers.JwtPriming;
import dev.dsnissuer.secrets.SecretStore;
import dev.dsnissuer.sentry.Deadline;
import dev.dsnissuer.sentry.SentryTarget;

/**
 * Primes the way to the servers that the function calls, up to a real answer: name resolution, the JVM's trust store, the
 * handshake of TLS, and the clients. Sentry and Secrets Manager are shown credentials that are nobody's, and refuse them.
 * Nothing can be made or read with those, and their connections are not left open.
 */
@Singleton
class PrimingNetwork {

    /** Of Sentry, of Secrets Manager, and of all issuers of JWTs, which are asked side by side. */
    private static final Duration LONGEST = Duration.ofSeconds(3);
    /** Each with a connection of its own, since a handshake is what takes longest until it has been made some times. */
    private static final int CALLS_TO_SENTRY = 12;
    private static final int CALLS_TO_SECRETS_MANAGER = 6;
    private static final Set<Integer> UNREACHED = Set.of(503, 504);

    private final SecretStore secrets;
    private final SentryTarget sentry;
    private final JwtPriming jwts;

    PrimingNetwork(SecretStore secrets, SentryTarget sentry, JwtPriming jwts) {
        this.secrets = secrets;
        this.sentry = sentry;
        this.jwts = jwts;
    }

    /**
     * @param project that nobody has
     * @return which servers did not answer, in words
     */
    List<String> unreached(PrimingRequests requests, String project) throws IOException {
        List<String> unreached = new ArrayList<>();
        if (!isSentryReached(requests, project)) {
            unreached.add("Sentry");
        }
        if (secrets.isDocument() && !isSecretsManagerReached()) {
            unreached.add("AWS Secrets Manager");
        }
        jwts.unreached(LONGEST).forEach(issuer -> unreached.add("the JWKS of issuer " + issuer));
        return unreached;
    }

    private boolean isSentryReached(PrimingRequests requests, String project) throws IOException {
        sentry.closeWhilePriming(true);
        try {
            Deadline deadline = Deadline.in(LONGEST);
            for (int i = 0; i < CALLS_TO_SENTRY; i++) {
                if (UNREACHED.contains(requests.list(project, (int) deadline.left().toMillis()))) {
                    // Later calls may have run out of time, which the first one then took.
                    return i > 0;
                }
            }
            return true;
        } finally {
            sentry.closeWhilePriming(false);
        }
    }

    private boolean isSecretsManagerReached() {
        Deadline deadline = Deadline.in(LONGEST);
        for (int i = 0; i < CALLS_TO_SECRETS_MANAGER; i++) {
            if (!isSecretsManagerReached(deadline)) {
                return i > 0;
            }
        }
        return true;
    }

    /** On a thread of its own, since nothing else bounds how long the resolution of a name may take. */
    private boolean isSecretsManagerReached(Deadline deadline) {
        FutureTask<Boolean> task = new FutureTask<>(secrets::isReachedWhilePriming);
        Thread thread = new Thread(task, "priming");
        thread.setDaemon(true);
        thread.start();
        try {
            return task.get(deadline.left().toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
