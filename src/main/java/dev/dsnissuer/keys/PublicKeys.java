package dev.dsnissuer.keys;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Derives public keys from names. */
final class PublicKeys {

    private static final String ALGORITHM = "HmacSHA256";
    /** Half of the HMAC, since Sentry's public keys have 32 hex digits. */
    private static final int BYTES = 16;

    private PublicKeys() {
    }

    /**
     * An id contains no slash, so no two pairs of an id and a name are the same text here.
     *
     * @param projectId in decimal
     * @param name trimmed, in Unicode NFC
     */
    static String derive(String projectId, String name, String secret) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            byte[] hmac = mac.doFinal((projectId + "/" + name).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hmac, 0, BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has HmacSHA256", e);
        }
    }
}
