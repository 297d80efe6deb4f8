package dev.dsnissuer;

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

import dev.dsnissuer.caller.Callers;
import dev.dsnissuer.caller.WebhookSignatures;
import dev.dsnissuer.secrets.SecretStore;
import dev.dsnissuer.secrets.Secrets;
import dev.dsnissuer.sentry.SentryAddress;
import io.quarkus.amazon.lambda.runtime.AmazonLambdaRecorder;
import io.quarkus.logging.Log;
import io.quarkus.runtime.Startup;

/**
 * Before the checkpoint of a SnapStart snapshot, sends requests of its own through the whole function, so that the first one
 * after a restore finds everything loaded and compiled. Meanwhile all secrets are made up, and Sentry's address is one on this
 * machine that refuses, and then one that answers as Sentry does: nothing leaves the machine, no key can be made, and no secret
 * gets into the snapshot. Nobody outside is served before the checkpoint.
 */
@Startup
@Singleton
class Priming implements Resource {

    private static final int REQUESTS = 1000;
    /** Where a fraction of a processor is all there is; Lambda gives the whole start two minutes. */
    private static final Duration LONGEST = Duration.ofSeconds(30);
    /** Over TLS, whose classes would else be loaded by the first call; TCP port 1, where nothing listens. */
    private static final URI REFUSED = URI.create("https://127.0.0.1:1");
    /** So that a refused call is not tried for long. */
    private static final Context LITTLE_TIME = context(1000);
    private static final Context TIME_ENOUGH = context(10_000);
    private static final List<String> LOGGERS = List.of("audit", "dev.dsnissuer");

    private final SecretStore secrets;
    private final SentryAddress sentry;
    private final ObjectMapper json;
    private final Clock clock;

    Priming(SecretStore secrets, SentryAddress sentry, ObjectMapper json, Clock clock) {
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
            // Slower, but no reason to keep the function from being deployed.
            Log.warnf("The snapshot is not primed: %s", e.getMessage());
        }
    }

    @Override
    public void afterRestore(org.crac.Context<? extends Resource> context) {
        // Connections, secrets and random seeds are made when they are needed.
    }

    /**
     * @return how many of the requests there was time for
     * @throws IOException if the function did not answer as it must
     */
    int prime(int requests) throws IOException {
        long start = System.nanoTime();
        Secrets madeUp = Secrets.madeUp(Callers.PRIMING.getName());
        List<Level> levels = LOGGERS.stream().map(name -> Logger.getLogger(name).getLevel()).toList();
        secrets.pretend(madeUp);
        LOGGERS.forEach(name -> Logger.getLogger(name).setLevel(Level.OFF));
        try (LoopbackSentry server = new LoopbackSentry(json);
                InputStream text = Priming.class.getResourceAsStream("priming-event.json")) {
            ObjectNode event = (ObjectNode) json.readTree(text);
            sentry.lead(REFUSED);
            // Twice: where classes load slowly, the first one's time may be up before it comes so far.
            issue(event, signature(event, madeUp), LITTLE_TIME, Set.of(503, 504));
            issue(event, signature(event, madeUp), LITTLE_TIME, Set.of(503, 504));
            sentry.lead(server.url());
            int sent = 0;
            while (sent < requests && System.nanoTime() - start < LONGEST.toNanos()) {
                issue(event, signature(event, madeUp), TIME_ENOUGH, Set.of(200, 201));
                issue(event, Map.of("authorization", "Bearer " + madeUp.sentryAuthToken()), TIME_ENOUGH, Set.of(401));
                sent++;
            }
            return sent;
        } finally {
            secrets.pretend(null);
            sentry.lead(null);
            for (int i = 0; i < LOGGERS.size(); i++) {
                Logger.getLogger(LOGGERS.get(i)).setLevel(levels.get(i));
            }
        }
    }

    private static Context context(int millisLeft) {
        return (Context) Proxy.newProxyInstance(Context.class.getClassLoader(), new Class<?>[] { Context.class },
                (proxy, method, arguments) -> method.getReturnType() == int.class ? millisLeft
                        : method.getReturnType() == String.class ? "priming" : null);
    }

    private void issue(ObjectNode event, Map<String, String> credential, Context context, Set<Integer> expected)
            throws IOException {
        ObjectNode full = event.deepCopy();
        ObjectNode headers = full.withObject("headers");
        credential.forEach(headers::put);
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        AmazonLambdaRecorder.handle(new ByteArrayInputStream(json.writeValueAsBytes(full)), answer, context);
        int status = json.readTree(answer.toByteArray()).path("statusCode").asInt();
        if (!expected.contains(status)) {
            throw new IOException("Priming was answered with " + status);
        }
    }

    private Map<String, String> signature(ObjectNode event, Secrets madeUp) {
        String timestamp = Long.toString(clock.instant().getEpochSecond());
        byte[] signature = WebhookSignatures.sign(madeUp.webhookSecrets().get(Callers.PRIMING.getName()).get(0),
                ("priming." + timestamp + "." + event.get("body").asText()).getBytes(StandardCharsets.UTF_8));
        return Map.of("webhook-id", "priming", "webhook-timestamp", timestamp, "webhook-signature",
                "v1," + new String(signature, StandardCharsets.US_ASCII));
    }
}
