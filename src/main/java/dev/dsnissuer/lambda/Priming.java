package dev.dsnissuer.lambda;

import java.io.IOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.UUID;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.inject.Singleton;

import org.crac.Context;
import org.crac.Core;
import org.crac.Resource;

import com.fasterxml.jackson.databind.ObjectMapper;

import dev.dsnissuer.callers.JwtPriming;
import dev.dsnissuer.secrets.SecretStore;
import dev.dsnissuer.secrets.Secrets;
import dev.dsnissuer.sentry.SentryTarget;
import dev.dsnissuer.standin.AuthToken;
import dev.dsnissuer.standin.Fault;
import dev.dsnissuer.standin.StandIn;
import io.quarkus.arc.properties.UnlessBuildProperty;
import io.quarkus.logging.Log;
import io.quarkus.runtime.Startup;
import io.vertx.core.Vertx;

/**
 * Primes the function before a SnapStart snapshot is taken: sends requests of its own through the whole function, so that
 * the first request after a restore finds all classes loaded and the code compiled. Meanwhile all its secrets are made up, its
 * only caller too, and calls to Sentry go first to a port that refuses them and then to the stand-in. At last the servers are
 * called that the function calls when it is deployed, see {@link PrimingNetwork}. No key is made, and no secret gets into the
 * snapshot or leaves the machine. Lambda sends no request from outside before the snapshot. The executable is never restored
 * from a snapshot, and holds neither this class nor the stand-in.
 */
@Startup
@Singleton
@UnlessBuildProperty(name = "quarkus.native.enabled", stringValue = "true", enableIfMissing = true)
class Priming implements Resource {

    /** How often each kind of request is sent. */
    private static final int ROUNDS = 200;
    /** So few keys are in a project that listing them stays as quick as ever. */
    private static final int ROUNDS_OF_A_PROJECT = 10;
    private static final int READS_OF_DOCUMENT = 50;
    /**
     * Requests stop after this time. The calls to real servers then take 9 seconds more at the most. Lambda gives the whole
     * start
     * two minutes, on perhaps a fraction of a processor.
     */
    private static final Duration LONGEST = Duration.ofSeconds(20);
    /** TCP port 1, where nothing listens. */
    private static final URI REFUSED = URI.create("https://127.0.0.1:1");
    /** Milliseconds for a request; a refused call would be tried again until the deadline. */
    private static final int LITTLE_TIME = 1000;
    private static final List<String> LOGGERS = List.of("audit", "dev.dsnissuer");

    /**
     * What came of it.
     *
     * @param requests how many requests there was time for
     * @param unreached which servers did not answer, in words
     */
    record Primed(int requests, List<String> unreached) {
    }

    private final SecretStore secrets;
    private final SentryTarget sentry;
    private final JwtPriming jwts;
    private final PrimingNetwork network;
    private final Vertx vertx;
    private final ObjectMapper json;
    private final Clock clock;

    Priming(SecretStore secrets, SentryTarget sentry, JwtPriming jwts, PrimingNetwork network, Vertx vertx, ObjectMapper json,
            Clock clock) {
        this.secrets = secrets;
        this.sentry = sentry;
        this.jwts = jwts;
        this.network = network;
        this.vertx = vertx;
        this.json = json;
        this.clock = clock;
        Core.getGlobalContext().register(this);
    }

    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) {
        try {
            Primed primed = prime(ROUNDS);
            Log.infof("Primed with %d requests", primed.requests);
            if (!primed.unreached.isEmpty()) {
                Log.warnf("The snapshot is not primed for calls to servers that did not answer: %s",
                        String.join(", ", primed.unreached));
            }
        } catch (IOException | RuntimeException e) {
            // The function is slower then, but it works: no reason to make the deployment fail.
            Log.warnf("The snapshot is not primed: %s", e.getMessage());
        }
    }

    @Override
    public void afterRestore(Context<? extends Resource> context) {
        // There is nothing to restore: connections, secrets and random seeds are made when a request needs them.
    }

    /** @throws IOException if the function did not answer as it must */
    Primed prime(int rounds) throws IOException {
        MadeUpCaller caller = new MadeUpCaller(jwts.begin(MadeUpCaller.ORGANIZATION).orElse(null));
        Secrets madeUp = Secrets.madeUp(caller.settings());
        List<Level> levels = LOGGERS.stream().map(name -> Logger.getLogger(name).getLevel()).toList();
        secrets.replaceWhilePriming(madeUp);
        LOGGERS.forEach(name -> Logger.getLogger(name).setLevel(Level.OFF));
        try {
            PrimingRequests requests = new PrimingRequests(json, clock, caller);
            sentry.replaceWhilePriming(REFUSED);
            // Two requests: if classes load slowly, the first one may run out of time before it gets as far as the call.
            requests.issue("refused", LITTLE_TIME);
            requests.issue("refused", LITTLE_TIME);
            int sent = askStandIn(requests, madeUp.sentryAuthToken(), rounds);
            readDocument(madeUp);
            sentry.replaceWhilePriming(null);
            return new Primed(sent, network.unreached(requests, unknownProject()));
        } finally {
            jwts.end();
            secrets.replaceWhilePriming(null);
            sentry.replaceWhilePriming(null);
            for (int i = 0; i < LOGGERS.size(); i++) {
                Logger.getLogger(LOGGERS.get(i)).setLevel(levels.get(i));
            }
        }
    }

    /** @return how many requests there was time for */
    private int askStandIn(PrimingRequests requests, String token, int rounds) throws IOException {
        long start = System.nanoTime();
        int round = 0;
        try (StandIn standIn = standIn(token)) {
            sentry.replaceWhilePriming(standIn.url());
            String project = null;
            for (; round < rounds && System.nanoTime() - start < LONGEST.toNanos(); round++) {
                if (round % ROUNDS_OF_A_PROJECT == 0) {
                    project = unknownProject();
                    standIn.addProject(MadeUpCaller.ORGANIZATION, project);
                }
                requests.everyKind(project, "name-" + round);
            }
        }
        return round * PrimingRequests.KINDS;
    }

    private void readDocument(Secrets madeUp) throws IOException {
        if (secrets.isDocument()) {
            try (MadeUpDocument document = new MadeUpDocument(vertx, madeUp)) {
                if (!secrets.readWhilePriming(document.url(), READS_OF_DOCUMENT)) {
                    throw new IOException("the made-up secret document could not be read");
                }
            }
        }
    }

    /** Nobody can ask for it, although its id may be remembered for some minutes after a restore. */
    private static String unknownProject() {
        return "priming-" + UUID.randomUUID();
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
