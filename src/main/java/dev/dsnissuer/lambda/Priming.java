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

import dev.dsnissuer.secrets.SecretStore;
import dev.dsnissuer.secrets.Secrets;
import dev.dsnissuer.sentry.SentryTarget;
import dev.dsnissuer.standin.AuthToken;
import dev.dsnissuer.standin.Fault;
import dev.dsnissuer.standin.StandIn;
import io.quarkus.arc.properties.UnlessBuildProperty;
import io.quarkus.logging.Log;
import io.quarkus.runtime.Startup;

/**
 * Primes the function before a SnapStart snapshot is taken: sends requests of its own through the whole function, so that
 * the first request after a restore finds all classes loaded and the code compiled. Meanwhile all secrets are made up, and
 * calls to Sentry go first to a port that refuses them and then to the stand-in: nothing leaves the machine, no key is
 * made, and no secret gets into the snapshot. Lambda sends no request from outside before the snapshot. The executable is
 * never restored from a snapshot, and holds neither this class nor the stand-in.
 */
@Startup
@Singleton
@UnlessBuildProperty(name = "quarkus.native.enabled", stringValue = "true", enableIfMissing = true)
class Priming implements Resource {

    private static final int REQUESTS = 1000;
    /** Priming stops after this time. Lambda gives the whole start two minutes, on perhaps a fraction of a processor. */
    private static final Duration LONGEST = Duration.ofSeconds(30);
    /** TCP port 1, where nothing listens; over TLS, whose classes the first real call would have to load otherwise. */
    private static final URI REFUSED = URI.create("https://127.0.0.1:1");
    /** Milliseconds for a request; few where a refused call would be tried again until the deadline. */
    private static final int LITTLE_TIME = 1000;
    private static final int TIME_ENOUGH = 10_000;
    private static final List<String> LOGGERS = List.of("audit", "dev.dsnissuer");

    private final SecretStore secrets;
    private final SentryTarget sentry;
    private final ObjectMapper json;
    private final Clock clock;

    Priming(SecretStore secrets, SentryTarget sentry, ObjectMapper json, Clock clock) {
        this.secrets = secrets;
        this.sentry = sentry;
        this.json = json;
        this.clock = clock;
        Core.getGlobalContext().register(this);
    }

    @Override
    public void beforeCheckpoint(Context<? extends Resource> context) {
        try {
            Log.infof("Primed with %d requests", prime(REQUESTS));
        } catch (IOException | RuntimeException e) {
            // The function is slower then, but it works: no reason to make the deployment fail.
            Log.warnf("The snapshot is not primed: %s", e.getMessage());
        }
    }

    @Override
    public void afterRestore(Context<? extends Resource> context) {
        // There is nothing to restore: connections, secrets and random seeds are made when a request needs them.
    }

    /**
     * @return how many of the requests there was time for
     * @throws IOException if the function did not answer as it must
     */
    int prime(int most) throws IOException {
        long start = System.nanoTime();
        Secrets madeUp = Secrets.madeUp(PrimingRequests.ORGANIZATION + "/*");
        List<Level> levels = LOGGERS.stream().map(name -> Logger.getLogger(name).getLevel()).toList();
        secrets.replaceWhilePriming(madeUp);
        LOGGERS.forEach(name -> Logger.getLogger(name).setLevel(Level.OFF));
        // Nobody else can ask for this project, whose id may be remembered for some minutes after a restore.
        String project = "priming-" + UUID.randomUUID();
        try (StandIn standIn = standIn(madeUp.sentryAuthToken(), project)) {
            PrimingRequests requests = new PrimingRequests(json, clock, madeUp, project);
            sentry.replaceWhilePriming(REFUSED);
            // Two requests: if classes load slowly, the first one may run out of time before it gets as far as the call.
            requests.issue("refused", LITTLE_TIME, Set.of(503, 504));
            requests.issue("refused", LITTLE_TIME, Set.of(503, 504));
            sentry.replaceWhilePriming(standIn.url());
            int sent = 0;
            while (sent < most && System.nanoTime() - start < LONGEST.toNanos()) {
                // Every name is asked for twice, so that issuing and replaying are both primed.
                requests.issue("name " + sent / 2, TIME_ENOUGH, Set.of(sent % 2 == 0 ? 201 : 200));
                requests.unknownToken(TIME_ENOUGH);
                sent++;
            }
            return sent;
        } finally {
            secrets.replaceWhilePriming(null);
            sentry.replaceWhilePriming(null);
            for (int i = 0; i < LOGGERS.size(); i++) {
                Logger.getLogger(LOGGERS.get(i)).setLevel(levels.get(i));
            }
        }
    }

    /** Ends the connection after each answer to a POST, so that opening one is primed too. */
    private static StandIn standIn(String token, String project) {
        StandIn standIn = StandIn.start(0, "");
        standIn.addToken(new AuthToken(token, Set.of("project:write"), Set.of(PrimingRequests.ORGANIZATION), false));
        standIn.addProject(PrimingRequests.ORGANIZATION, project);
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
