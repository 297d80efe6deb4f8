package dev.dsnissuer.bench;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import dev.dsnissuer.standin.AuthToken;
import dev.dsnissuer.standin.StandIn;
import dev.dsnissuer.testing.SecretsManagerServer;
import dev.dsnissuer.testing.StandInResource;

/**
 * Secrets Manager, behind a front that speaks TLS, with the secret document. Sentry's token and the token of one of two callers
 * change now and then. A caller's old token ends at once, and Sentry's at once or after some minutes.
 */
final class SoakSecrets {

    /** For how long an instance may show an old token, and some more. */
    private static final long ROTATION = Duration.ofMinutes(6).toNanos();

    /** A token of the caller that changes. */
    record Token(String value, long since) {
    }

    final SoakTrouble trouble = new SoakTrouble("Secrets Manager");
    private final Random random;
    private final StandIn sentry;
    private final SecretsManagerServer server;
    private final SoakFront front;
    private String sentryToken = StandIn.TOKEN;
    private int changes;
    /** Sentry's token before the present one, as long as it is still good. */
    private String oldSentryToken;
    private long sentryTokenChanged;
    /** When a token of Sentry's ended last, as {@link System#nanoTime}. */
    volatile long sentryTokenEnded = System.nanoTime();
    /** Whether it ended as soon as there was another one, and not after the time that docs/rotating.md asks for. */
    volatile boolean sentryTokenEndedAtOnce;
    volatile Token token = new Token("portal-token-0", System.nanoTime());
    /** The one before it; null as long as there was none. */
    volatile Token revoked;

    SoakSecrets(Random random, StandIn sentry) {
        this.random = random;
        this.sentry = sentry;
        server = new SecretsManagerServer(document());
        front = new SoakFront(URI.create(server.environment().get("AWS_ENDPOINT_URL_SECRETS_MANAGER")).getPort());
    }

    /** The variables by which the function finds it. */
    Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(server.environment());
        environment.put("AWS_ENDPOINT_URL_SECRETS_MANAGER", front.url().toString());
        return environment;
    }

    int reads() {
        return server.reads();
    }

    String state() {
        return "Connections to Secrets Manager: " + front.connections();
    }

    /** Changes a token, or gets into one kind of trouble and out of it. The function must issue keys all the while. */
    void change() throws InterruptedException {
        if (oldSentryToken != null && System.nanoTime() - sentryTokenChanged > ROTATION) {
            endOldSentryToken(false);
        }
        switch (random.nextInt(9)) {
            case 0, 1 -> {
                if (oldSentryToken == null) {
                    changeSentryToken(random.nextInt(3) == 0);
                }
            }
            case 2, 3 -> {
                Token old = token;
                Token fresh = new Token("portal-token-" + ++changes, System.nanoTime());
                token = fresh;
                server.hold(document());
                revoked = new Token(old.value, fresh.since);
                SoakLog.print("A caller's token is another one");
            }
            case 4 -> trouble("fails", () -> server.fail(500), () -> server.fail(0));
            case 5 -> {
                long late = 200 + random.nextInt(5000);
                trouble("answers after %d ms".formatted(late), () -> server.delay(late), () -> server.delay(0));
            }
            case 6 -> trouble("is closed", front::close, front::open);
            case 7 -> trouble("loses its connections", front::loseConnections, () -> {
            });
            default -> trouble("accepts connections and is mute", () -> front.mute(true), () -> front.mute(false));
        }
    }

    private void changeSentryToken(boolean endsOldAtOnce) {
        oldSentryToken = sentryToken;
        sentryToken = "sntryi_soak_" + ++changes;
        sentry.addToken(new AuthToken(sentryToken, Set.of("project:write"), Set.of(StandIn.ORGANIZATION), false));
        sentryTokenChanged = System.nanoTime();
        server.hold(document());
        SoakLog.print("Sentry's token is another one");
        if (endsOldAtOnce) {
            endOldSentryToken(true);
        }
    }

    private void endOldSentryToken(boolean atOnce) {
        sentryTokenEndedAtOnce = atOnce;
        sentryTokenEnded = System.nanoTime();
        sentry.removeToken(oldSentryToken);
        oldSentryToken = null;
        SoakLog.print("Sentry's old token has ended%s", atOnce ? " at once" : "");
    }

    private void trouble(String what, Runnable begin, Runnable end) throws InterruptedException {
        trouble.last(what, 2000 + random.nextInt(28_000), begin, end);
    }

    private String document() {
        return """
                {"sentry-auth-token": "%s", "derivation-secret": "%s", "callers": {
                 "backstage": {"projects": ["acme/*"], "operations": ["issue", "list"], "token-sha256": ["%s"],
                               "webhook-secrets": ["%s"]},
                 "portal": {"projects": ["acme/*"], "operations": ["issue", "list"], "token-sha256": ["%s"]}}}"""
                .formatted(sentryToken, StandInResource.DERIVATION_SECRET, StandInResource.TOKEN_SHA256,
                        StandInResource.WEBHOOK_SECRET, sha256(token.value));
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
