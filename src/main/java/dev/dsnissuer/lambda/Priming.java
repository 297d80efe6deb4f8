package dev.dsnissuer.lambda;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.logging.Level;
import java.util.logging.Logger;

import jakarta.inject.Singleton;

import org.crac.Core;
import org.crac.Resource;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.dsnissuer.callers.WebhookSignatures;
import dev.dsnissuer.secrets.SecretStore;
import dev.dsnissuer.secrets.Secrets;
import dev.dsnissuer.sentry.SentryTarget;
import dev.dsnissuer.standin.AuthToken;
import dev.dsnissuer.standin.Fault;
import dev.dsnissuer.standin.StandIn;
import io.quarkus.amazon.lambda.runtime.AmazonLambdaRecorder;
import io.quarkus.logging.Log;
import io.quarkus.runtime.Startup;

/**
 * Primes the function before a SnapStart snapshot is taken: sends requests of its own through the whole function, so that the
 * first request after a restore finds all classes loaded and the code compiled. Meanwhile all secrets are made up, and calls to
 * Sentry go first to a port that refuses them and then to the stand-in: nothing leaves the machine, no key is made, and no
 * secret
 * gets into the snapshot. Lambda sends no request from outside before the snapshot.
 */
@Startup
@Singleton
class Priming implements Resource {

    private static final int REQUESTS = 1000;
    /** Priming stops after this time. Lambda gives the whole start two minutes, on perhaps a fraction of a processor. */
    private static final Duration LONGEST = Duration.ofSeconds(30);
    /** TCP port 1, where nothing listens; over TLS, whose classes the first real call would have to load otherwise. */
    private static final URI REFUSED = URI.create("https://127.0.0.1:1");
    /** Short, because a refused call is tried again until the deadline. */
    private static final Context LITTLE_TIME = context(1000);
    private static final Context TIME_ENOUGH = context(10_000);
    private static final List<String> LOGGERS = List.of("audit", "dev.dsnissuer");
    private static final String PROJECT = "priming";

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
    public void beforeCheckpoint(org.crac.Context<? extends Resource> context) {
        try {
            Log.infof("Primed with %d requests", prime(REQUESTS));
        } catch (IOException | RuntimeException e) {
            // The function is slower then, but it works: no reason to make the deployment fail.
            Log.warnf("The snapshot is not primed: %s", e.getMessage());
        }
    }

    @Override
    public void afterRestore(org.crac.Context<? extends Resource> context) {
        // There is nothing to restore: connections, secrets and random seeds are made when a request needs them.
    }

    /**
     * @return how many of the requests there was time for
     * @throws IOException if the function did not answer as it must
     */
    int prime(int requests) throws IOException {
        long start = System.nanoTime();
        Secrets madeUp = Secrets.madeUp(PROJECT + "/" + PROJECT);
        List<Level> levels = LOGGERS.stream().map(name -> Logger.getLogger(name).getLevel()).toList();
        secrets.replaceWhilePriming(madeUp);
        LOGGERS.forEach(name -> Logger.getLogger(name).setLevel(Level.OFF));
        try (StandIn standIn = standIn(madeUp.sentryAuthToken());
                InputStream text = Priming.class.getResourceAsStream("priming-event.json")) {
            ObjectNode event = (ObjectNode) json.readTree(text);
            sentry.replaceWhilePriming(REFUSED);
            // Two requests: if classes load slowly, the first one may run out of time before it gets as far as the call.
            issue(event, PROJECT, madeUp, LITTLE_TIME, Set.of(503, 504));
            issue(event, PROJECT, madeUp, LITTLE_TIME, Set.of(503, 504));
            sentry.replaceWhilePriming(standIn.url());
            int sent = 0;
            while (sent < requests && System.nanoTime() - start < LONGEST.toNanos()) {
                // Every name is asked for twice, so that issuing and replaying are both primed.
                issue(event, PROJECT + sent / 2, madeUp, TIME_ENOUGH, sent % 2 == 0 ? Set.of(201) : Set.of(200));
                send(event, Map.of("authorization", "Bearer " + madeUp.sentryAuthToken()), TIME_ENOUGH, Set.of(401));
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

    /** Ends the connection after each answer with a key, so that opening one is primed too. */
    private static StandIn standIn(String token) {
        StandIn standIn = StandIn.start(0, "");
        standIn.addToken(new AuthToken(token, Set.of("project:write"), Set.of(PROJECT), false));
        standIn.addProject(PROJECT, PROJECT);
        standIn.inject((request, call, sentry) -> {
            if (call.method().equals("POST")) {
                sentry.get().with("Connection", "close").sendTo(request.response());
            } else {
                Fault.NONE.strike(request, call, sentry);
            }
        });
        return standIn;
    }

    private static Context context(int millisLeft) {
        return (Context) Proxy.newProxyInstance(Context.class.getClassLoader(), new Class<?>[] { Context.class },
                (proxy, method, arguments) -> method.getReturnType() == int.class ? millisLeft
                        : method.getReturnType() == String.class ? PROJECT : null);
    }

    private void issue(ObjectNode event, String name, Secrets madeUp, Context context, Set<Integer> expected)
            throws IOException {
        ObjectNode named = event.deepCopy();
        named.put("body",
                json.createObjectNode().put("organization", PROJECT).put("project", PROJECT).put("name", name).toString());
        String timestamp = Long.toString(clock.instant().getEpochSecond());
        String secret = madeUp.callers().values().iterator().next().webhookSecrets().get(0);
        byte[] signature = WebhookSignatures.sign(WebhookSignatures.secret(secret),
                (PROJECT + "." + timestamp + "." + named.get("body").asText()).getBytes(StandardCharsets.UTF_8));
        send(named, Map.of("webhook-id", PROJECT, "webhook-timestamp", timestamp, "webhook-signature",
                "v1," + new String(signature, StandardCharsets.US_ASCII)), context, expected);
    }

    private void send(ObjectNode event, Map<String, String> credential, Context context, Set<Integer> expected)
            throws IOException {
        ObjectNode complete = event.deepCopy();
        ObjectNode headers = complete.withObject("headers");
        credential.forEach(headers::put);
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        AmazonLambdaRecorder.handle(new ByteArrayInputStream(json.writeValueAsBytes(complete)), answer, context);
        int status = json.readTree(answer.toByteArray()).path("statusCode").asInt();
        if (!expected.contains(status)) {
            throw new IOException("Priming was answered with " + status);
        }
    }
}
