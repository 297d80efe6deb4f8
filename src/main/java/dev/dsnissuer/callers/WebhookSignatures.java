package dev.dsnissuer.callers;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.InvalidKeyException;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.crypto.Mac;
import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;

/**
 * Reads and makes signatures of version 1 of the Standard Webhooks specification. The specification's own library takes the
 * body as text, and would check another body than was signed if that is not UTF-8.
 */
public final class WebhookSignatures {

    /**
     * What a sender signed, and its signatures in Base64. Senders sign with each of their secrets, so one signature must
     * verify.
     */
    record Signed(byte[] content, List<byte[]> signatures) {
    }

    /** A signature covers the body, so it is taken where the body says all that is asked. */
    private static final Set<String> METHODS = Set.of("POST", "PUT");
    /**
     * No signature of a larger body is checked, since every secret of every caller is tried: 500 of them would take a
     * minute for the largest body that Lambda takes. No request may be nearly as large.
     */
    private static final int MOST_BYTES = 128 * 1024;
    private static final Duration TOLERANCE = Duration.ofMinutes(5);
    private static final Pattern EPOCH_SECONDS = Pattern.compile("[0-9]{1,12}");
    private static final String VERSION = "v1,";
    private static final String ALGORITHM = "HmacSHA256";
    private static final String SECRET_PREFIX = "whsec_";
    private static final String PREFIX = "webhook-";
    /** Means the same as the other one, in the headers of senders that are older than the specification. */
    private static final String OLDER_PREFIX = "svix-";

    private WebhookSignatures() {
    }

    /** @param headers by their names in lower case */
    static boolean isSigned(Map<String, String> headers) {
        return headers.containsKey(PREFIX + "signature") || headers.containsKey(OLDER_PREFIX + "signature");
    }

    /**
     * Takes the signature headers of a request apart. It does not check the signatures.
     *
     * @throws RefusedException if they are not of the form that the specification asks for, not of this time, or not of a
     *         request that they are taken for
     */
    static Signed read(APIGatewayV2HTTPEvent event, Instant now) {
        if (!METHODS.contains(event.getRequestContext().getHttp().getMethod())) {
            throw new RefusedException(Reason.WEBHOOK_NOT_ACCEPTED);
        }
        Map<String, String> headers = event.getHeaders();
        List<String> prefixes = Stream.of(PREFIX, OLDER_PREFIX).filter(prefix -> Stream.of("id", "timestamp", "signature")
                .anyMatch(name -> headers.containsKey(prefix + name))).toList();
        String id = headers.getOrDefault(prefixes.get(0) + "id", "");
        String timestamp = headers.getOrDefault(prefixes.get(0) + "timestamp", "");
        List<byte[]> signatures = Stream.of(headers.getOrDefault(prefixes.get(0) + "signature", "").split(" "))
                .filter(signature -> signature.startsWith(VERSION))
                .map(signature -> signature.substring(VERSION.length()).getBytes(StandardCharsets.UTF_8)).toList();
        if (prefixes.size() > 1 || id.isEmpty() || !EPOCH_SECONDS.matcher(timestamp).matches() || signatures.isEmpty()) {
            throw new RefusedException(Reason.MALFORMED);
        }
        if (Math.abs(now.getEpochSecond() - Long.parseLong(timestamp)) > TOLERANCE.toSeconds()) {
            throw new RefusedException(Reason.STALE_TIMESTAMP);
        }
        byte[] body = signedBytes(event);
        if (body.length > MOST_BYTES) {
            throw new RefusedException(Reason.BAD_SIGNATURE);
        }
        return new Signed(join(id + "." + timestamp + ".", body), signatures);
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

    private static byte[] join(String prefix, byte[] body) {
        var joined = new ByteArrayOutputStream();
        joined.writeBytes(prefix.getBytes(StandardCharsets.UTF_8));
        joined.writeBytes(body);
        return joined.toByteArray();
    }

    /** What makes signatures, one after the other: where there are many secrets, making it takes as long as signing. */
    static Mac mac() {
        try {
            return Mac.getInstance(ALGORITHM);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has " + ALGORITHM, e);
        }
    }

    /** @return the signature in Base64, without the version before it */
    static byte[] sign(Mac mac, SecretKey secret, byte[] content) {
        try {
            mac.init(secret);
            return Base64.getEncoder().encode(mac.doFinal(content));
        } catch (InvalidKeyException e) {
            throw new IllegalStateException("Any key of bytes is one of " + ALGORITHM, e);
        }
    }

    /** The same with one secret. */
    public static byte[] sign(SecretKey secret, byte[] content) {
        return sign(mac(), secret, content);
    }

    /**
     * A secret as its owners write it down.
     *
     * @param text {@code whsec_BASE64}
     * @throws IllegalArgumentException if the text is no such secret
     */
    public static SecretKey secret(String text) {
        if (!text.startsWith(SECRET_PREFIX)) {
            throw new IllegalArgumentException("not of the form whsec_BASE64");
        }
        return new SecretKeySpec(Base64.getDecoder().decode(text.substring(SECRET_PREFIX.length())), ALGORITHM);
    }
}
