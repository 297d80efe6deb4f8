package dev.dsnissuer.caller;

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

import dev.dsnissuer.secrets.SecretStore;
import dev.dsnissuer.secrets.Secrets;

/**
 * Signatures of the Standard Webhooks specification, version 1. Its own library would take the body as text, and so another one
 * than was signed where it is not UTF-8.
 */
@Singleton
public class WebhookSignatures {

    private static final Duration TOLERANCE = Duration.ofMinutes(5);
    /** With Secrets Manager. */
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
     * Who signed this. May block: a signature that no secret verifies makes them be read again, as one may just have been
     * rotated.
     *
     * @param signatures separated by spaces; any of them may verify, as senders sign with each of their secrets
     * @throws dev.dsnissuer.secrets.SecretsUnavailableException if there are no secrets to verify with
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

    /** Tries each secret of each caller with each signature, whichever fits: how long it takes says nothing of which did. */
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

    /** In Base64, without its version. */
    public static byte[] sign(SecretKey secret, byte[] content) {
        try {
            Mac mac = Mac.getInstance(secret.getAlgorithm());
            mac.init(secret);
            return Base64.getEncoder().encode(mac.doFinal(content));
        } catch (GeneralSecurityException e) {
            // Every Java platform has to provide HmacSHA256.
            throw new IllegalStateException(e);
        }
    }
}
