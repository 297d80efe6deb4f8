package dev.dsnissuer.sentry;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import jakarta.inject.Singleton;

import dev.dsnissuer.secrets.Secrets;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/**
 * A key's identity, derived from what was asked for: known before anything is sent, the same on every instance, and unguessable
 * without the derivation secret.
 */
@Startup
@Singleton
public class KeyIdentity {

    private static final String ALGORITHM = "HmacSHA256";
    /** Sentry's public keys are 32 hex digits. */
    private static final int BYTES = 16;

    private final Secrets secrets;

    KeyIdentity(Secrets secrets, IdentityConfig config) {
        if (!config.identity().equals("derived")) {
            throw new ConfigurationException("issuer.identity must be derived");
        }
        this.secrets = secrets;
    }

    /**
     * The public key that belongs to this name in this project. Neither an organization nor a project holds a slash, so no two
     * triples give the same input.
     *
     * @param name trimmed and in Unicode NFC; compared case-sensitively
     */
    public String publicKey(String organization, String project, String name) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secrets.derivationSecret().getBytes(StandardCharsets.UTF_8), ALGORITHM));
            byte[] hash = mac.doFinal((organization + "/" + project + "/" + name).getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash, 0, BYTES);
        } catch (GeneralSecurityException e) {
            // Every Java platform has to provide HmacSHA256.
            throw new IllegalStateException(e);
        }
    }

    @ConfigMapping(prefix = "issuer")
    interface IdentityConfig {

        @WithDefault("derived")
        String identity();
    }
}
