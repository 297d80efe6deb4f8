package dev.dsnissuer.lambda;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Set;

import jakarta.inject.Singleton;

import dev.dsnissuer.secrets.SecretStore;
import dev.dsnissuer.secrets.Secrets;
import dev.dsnissuer.sentry.Deadline;
import dev.dsnissuer.sentry.SentryTarget;
import dev.dsnissuer.standin.AuthToken;
import dev.dsnissuer.standin.Fault;
import dev.dsnissuer.standin.StandIn;
import io.vertx.core.Vertx;

/**
 * Primes with servers on this machine in the place of real ones: a port that refuses every call, the stand-in for Sentry, and
 * one for AWS Secrets Manager.
 */
@Singleton
class PrimingLocal {

    /** So few keys are in a project that listing them stays as quick as ever. */
    private static final int ROUNDS_OF_A_PROJECT = 10;
    private static final int READS_OF_DOCUMENT = 50;
    /** After this time no other request is begun: Lambda gives perhaps a fraction of a processor. */
    private static final Duration LONGEST_REQUESTS = Duration.ofSeconds(18);
    /** After this time no other read of the document is begun. */
    private static final Duration LONGEST_READS = Duration.ofSeconds(5);
    /** TCP port 1, where nothing listens. */
    private static final URI REFUSED = URI.create("https://127.0.0.1:1");
    /** Milliseconds for a request; a refused call would be tried again until the deadline. */
    private static final int LITTLE_TIME = 1000;

    private final SecretStore secrets;
    private final SentryTarget sentry;
    private final Vertx vertx;

    PrimingLocal(SecretStore secrets, SentryTarget sentry, Vertx vertx) {
        this.secrets = secrets;
        this.sentry = sentry;
        this.vertx = vertx;
    }

    /**
     * @param rounds how often to send each kind of request
     * @return how many requests were answered as they must be, in the time that there was
     * @throws IOException if the function did not answer as it must
     */
    int prime(PrimingRequests requests, Secrets madeUp, int rounds) throws IOException {
        try {
            sentry.replaceWhilePriming(REFUSED);
            // Two requests: if classes load slowly, the first one may run out of time before it gets as far as the call.
            requests.issue("refused", LITTLE_TIME);
            requests.issue("refused", LITTLE_TIME);
            int sent = askStandIn(requests, madeUp.sentryAuthToken(), rounds);
            readDocument(madeUp);
            return sent;
        } finally {
            sentry.replaceWhilePriming(null);
        }
    }

    private int askStandIn(PrimingRequests requests, String token, int rounds) throws IOException {
        Deadline until = Deadline.in(LONGEST_REQUESTS);
        int sent = 0;
        try (StandIn standIn = standIn(token)) {
            sentry.replaceWhilePriming(standIn.url());
            String project = null;
            for (int round = 0; round < rounds && !until.left().isZero(); round++) {
                if (round % ROUNDS_OF_A_PROJECT == 0) {
                    project = Priming.unknownProject();
                    standIn.addProject(MadeUpCaller.ORGANIZATION, project);
                }
                sent += requests.everyKind(project, "name-" + round, until);
            }
        }
        return sent;
    }

    private void readDocument(Secrets madeUp) throws IOException {
        if (secrets.isDocument()) {
            try (MadeUpDocument document = new MadeUpDocument(vertx, madeUp)) {
                if (!secrets.readWhilePriming(document.url(), READS_OF_DOCUMENT, LONGEST_READS)) {
                    throw new IOException("the made-up secret document could not be read");
                }
            }
        }
    }

    /** Ends the connection after each answer to a POST, so that opening one is primed too. */
    private static StandIn standIn(String token) {
        StandIn standIn = StandIn.start(0, "");
        standIn.addToken(new AuthToken(token, Set.of("project:write"), Set.of(MadeUpCaller.ORGANIZATION), false));
        standIn.inject((request, call, sentry) -> {
            if (call.method().equals("POST")) {
                sentry.get().with("Connection", "close").sendTo(request.response());
            } else {
                Fault.NONE.strike(request, call, sentry);
            }
        });
        return standIn;
    }
}
