package dev.dsnissuer.callers;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Map.Entry;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.crypto.Mac;
import javax.crypto.SecretKey;

import jakarta.inject.Singleton;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;

import dev.dsnissuer.secrets.SecretStore;
import dev.dsnissuer.secrets.Secrets;

/**
 * Checks signatures of version 1 of the Standard Webhooks specification. The specification's own library takes the body as
 * text, and would check another body than was signed if that is not UTF-8.
 */
@Singleton
public class WebhookSignatures {

    private static final Duration TOLERANCE = Duration.ofMinutes(5);
    /** How long reading the secrets may take. */
    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Pattern EPOCH_SECONDS = Pattern.compile("[0-9]{1,12}");
    private static final String VERSION = "v1,";

    private final SecretStore secrets;
    private final Callers callers;
    private final Clock clock;

    WebhookSignatures(SecretStore secrets, Callers callers, Clock clock) {
        this.secrets = secrets;
        this.callers = callers;
        this.clock = clock;
    }

    /**
     * Finds the caller who signed the body. Blocks while secrets are read. They are read again for a signature that none of
     * them verifies, since a secret may just have been rotated.
     *
     * @param signatures separated by spaces, of which one must verify: senders sign with each of their secrets
     * @throws dev.dsnissuer.secrets.UnavailableException if there are no secrets to verify with
     */
    Optional<Caller> signer(String id, String timestamp, String signatures, byte[] body) {
        if (!isNow(timestamp)) {
            return Optional.empty();
        }
        byte[] signed = join(id + "." + timestamp + ".", body);
        List<byte[]> candidates = Stream.of(signatures.split(" ")).filter(signature -> signature.startsWith(VERSION))
                .map(signature -> signature.substring(VERSION.length()).getBytes(StandardCharsets.UTF_8)).toList();
        if (candidates.isEmpty()) {
            return Optional.empty();
        }
        Secrets now = secrets.current(PATIENCE);
        return signer(now, signed, candidates)
                .or(() -> secrets.newerThan(now, PATIENCE).flatMap(newer -> signer(newer, signed, candidates)));
    }

    /**
     * Tries every secret of every caller with every signature, so that the time it takes tells nothing about which one fits.
     */
    private Optional<Caller> signer(Secrets secrets, byte[] signed, List<byte[]> candidates) {
        String signer = null;
        for (Entry<String, List<SecretKey>> caller : secrets.webhookSecrets().entrySet()) {
            for (SecretKey secret : caller.getValue()) {
                byte[] expected = sign(secret, signed);
                for (byte[] candidate : candidates) {
                    if (MessageDigest.isEqual(expected, candidate)) {
                        signer = caller.getKey();
                    }
                }
            }
        }
        return Optional.ofNullable(signer).flatMap(callers::byName);
    }

    /**
     * A request's body as its sender signed it: the bytes whose signature is checked must be the bytes that are parsed later.
     *
     * @return the bytes, which Lambda hands over in Base64 if it takes them for binary; none if there is no body
     */
    public static byte[] signedBytes(APIGatewayV2HTTPEvent event) {
        if (event.getBody() == null) {
            return new byte[0];
        }
        return event.getIsBase64Encoded() ? Base64.getDecoder().decode(event.getBody())
                : event.getBody().getBytes(StandardCharsets.UTF_8);
    }

    private boolean isNow(String timestamp) {
        if (!EPOCH_SECONDS.matcher(timestamp).matches()) {
            return false;
        }
        long age = clock.instant().getEpochSecond() - Long.parseLong(timestamp);
        return Math.abs(age) <= TOLERANCE.toSeconds();
    }

    private static byte[] join(String prefix, byte[] body) {
        var joined = new ByteArrayOutputStream();
        joined.writeBytes(prefix.getBytes(StandardCharsets.UTF_8));
        joined.writeBytes(body);
        return joined.toByteArray();
    }

    /** @return the signature in Base64, without the version before it */
    public static byte[] sign(SecretKey secret, byte[] content) {
        try {
            Mac mac = Mac.getInstance(secret.getAlgorithm());
            mac.init(secret);
            return Base64.getEncoder().encode(mac.doFinal(content));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has HmacSHA256", e);
        }
    }
}
