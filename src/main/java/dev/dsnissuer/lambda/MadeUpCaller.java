package dev.dsnissuer.lambda;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

import dev.dsnissuer.callers.JwtPriming.MadeUpJwt;
import dev.dsnissuer.callers.WebhookSignatures;
import dev.dsnissuer.secrets.CallerSettings;

/**
 * The only caller there is while the function primes itself. It has a random credential of each kind, and may do everything in
 * the projects of an organization that only the stand-in has.
 */
final class MadeUpCaller {

    /** Of its projects. It is also the id of its webhooks. */
    static final String ORGANIZATION = "priming";

    private final String token;
    private final String webhookSecret;
    private final MadeUpJwt jwt;

    /** @param jwt null if the function takes none, because it has no issuer */
    MadeUpCaller(MadeUpJwt jwt) {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        token = HexFormat.of().formatHex(random);
        webhookSecret = "whsec_" + Base64.getEncoder().encodeToString(random);
        this.jwt = jwt;
    }

    CallerSettings settings() {
        return new CallerSettings(List.of(ORGANIZATION + "/*"), List.of("issue", "update", "list", "deactivate"),
                List.of(sha256(token)), List.of(webhookSecret), jwt == null ? null : jwt.issuer(),
                jwt == null ? List.of() : List.of(jwt.subject()), null);
    }

    /** The headers by which it proves itself with its token. */
    Map<String, String> token() {
        return Map.of("authorization", "Bearer " + token);
    }

    /** The same with its JWT, or with its token if it has none. */
    Map<String, String> jwt() {
        return jwt == null ? token() : Map.of("authorization", "Bearer " + jwt.jwt());
    }

    /** The same with a signature of the body. */
    Map<String, String> signature(String body, Instant now) {
        String timestamp = Long.toString(now.getEpochSecond());
        byte[] signature = WebhookSignatures.sign(WebhookSignatures.secret(webhookSecret),
                (ORGANIZATION + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8));
        return Map.of("webhook-id", ORGANIZATION, "webhook-timestamp", timestamp, "webhook-signature",
                "v1," + new String(signature, StandardCharsets.US_ASCII));
    }

    private static String sha256(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
