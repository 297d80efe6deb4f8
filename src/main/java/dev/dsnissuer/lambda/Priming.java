package dev.dsnissuer.lambda;

import java.io.IOException;
import java.time.Clock;
import java.util.List;
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
import io.quarkus.arc.properties.UnlessBuildProperty;
import io.quarkus.logging.Log;
import io.quarkus.runtime.Startup;

/**
 * Primes the function before a SnapStart snapshot is taken: sends requests of its own through the whole function, so that
 * the first request after a restore finds all classes loaded and the code compiled. Meanwhile all its secrets are made up, its
 * only caller too, and servers on this machine are called, see {@link PrimingLocal}. At last the servers are called that the
 * function calls when it is deployed, see {@link PrimingNetwork}. No key is made, and no secret is read or sent, so that none
 * gets into the snapshot. Lambda sends no request from outside before the snapshot. The executable is never restored from a
 * snapshot, and holds neither this class nor the stand-in.
 * <p>
 * All of it usually takes less than 30 seconds. Lambda gives the whole start two minutes. This waits for 46 seconds at most: 2
 * for calls that are refused, 18 for requests and 10 for the last of them, 5 for reading a made-up secret document and 2 for
 * the last time, and 3 each for Sentry, Secrets Manager and the issuers.
 */
@Startup
@Singleton
@UnlessBuildProperty(name = "quarkus.native.enabled", stringValue = "true", enableIfMissing = true)
class Priming implements Resource {

    /** How often each kind of request is sent. */
    private static final int ROUNDS = 200;
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
    private final PrimingLocal local;
    private final JwtPriming jwts;
    private final PrimingNetwork network;
    private final ObjectMapper json;
    private final Clock clock;

    Priming(SecretStore secrets, JwtPriming jwts, PrimingLocal local, PrimingNetwork network, ObjectMapper json,
            Clock clock) {
        this.secrets = secrets;
        this.local = local;
        this.jwts = jwts;
        this.network = network;
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
        // Connections and random seeds are made when a request needs them. The secret document is read while Lambda still hands
        // over the first event, which would otherwise wait for it.
        Thread thread = new Thread(secrets::prefetch, "prefetch");
        thread.setDaemon(true);
        thread.start();
    }

    /** @throws IOException if the function did not answer as it must */
    Primed prime(int rounds) throws IOException {
        List<Level> levels = LOGGERS.stream().map(name -> Logger.getLogger(name).getLevel()).toList();
        // All that is replaced is replaced inside, so that nothing made up can stay in the snapshot, whatever fails.
        try {
            MadeUpCaller caller = new MadeUpCaller(jwts.begin(MadeUpCaller.ORGANIZATION).orElse(null));
            Secrets madeUp = Secrets.madeUp(caller.settings());
            secrets.replaceWhilePriming(madeUp);
            LOGGERS.forEach(name -> Logger.getLogger(name).setLevel(Level.OFF));
            PrimingRequests requests = new PrimingRequests(json, clock, caller);
            int sent = local.prime(requests, madeUp, rounds);
            return new Primed(sent, network.unreached(requests, unknownProject()));
        } finally {
            jwts.end();
            secrets.replaceWhilePriming(null);
            for (int i = 0; i < LOGGERS.size(); i++) {
                Logger.getLogger(LOGGERS.get(i)).setLevel(levels.get(i));
            }
        }
    }

    /** Nobody can ask for it, although its id may be remembered for some minutes after a restore. */
    static String unknownProject() {
        return "priming-" + UUID.randomUUID();
    }
}
