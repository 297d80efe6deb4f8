package dev.dsnissuer.callers;

import java.io.IOException;
import java.net.URI;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import org.jose4j.http.Get;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.lang.JoseException;

import dev.dsnissuer.secrets.Cached;
import io.quarkus.logging.Log;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.util.KeyUtils;
import io.smallrye.jwt.util.ResourceUtils;

/**
 * Finds the keys that JWTs are verified with. SmallRye JWT could find them too, but it waits minutes for a JWKS that does not
 * answer, and does not tell this failure from a token that does not verify.
 */
final class JwtKeys {

    private static final Duration FRESH = Duration.ofMinutes(10);
    private static final Duration USABLE = Duration.ofHours(1);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private JwtKeys() {
    }

    /**
     * @param location the URL of a JWKS, which is fetched when it is needed, or of a file with a JWKS or a public key in PEM,
     *        which is read at once
     * @throws ConfigurationException if there is neither
     */
    static Cached<List<JsonWebKey>> at(String location, Clock clock) {
        if (location.startsWith("https://") || location.startsWith("http://")) {
            try {
                Objects.requireNonNull(URI.create(location).getHost());
            } catch (IllegalArgumentException | NullPointerException e) {
                throw new ConfigurationException("mp.jwt.verify.publickey.location is no URL");
            }
            return new Cached<>(patience -> fetch(location, patience), FRESH, USABLE, PAUSE, clock);
        }
        List<JsonWebKey> keys = read(location);
        return new Cached<>(patience -> Optional.of(keys), FRESH, USABLE, PAUSE, clock);
    }

    private static Optional<List<JsonWebKey>> fetch(String location, Duration patience) {
        int timeout = (int) patience.dividedBy(2).toMillis();
        Get get = new Get();
        get.setConnectTimeout(timeout);
        get.setReadTimeout(timeout);
        get.setRetries(0);
        try {
            return Optional.of(new JsonWebKeySet(get.get(location).getBody()).getJsonWebKeys());
        } catch (IOException | JoseException | RuntimeException e) {
            Log.errorf("The JWKS could not be read: %s", e.getClass().getSimpleName());
            return Optional.empty();
        }
    }

    private static List<JsonWebKey> read(String location) {
        try {
            String content = Objects.requireNonNullElse(ResourceUtils.readResource(location), "");
            List<JsonWebKey> jwks = KeyUtils.loadJsonWebKeys(content);
            return jwks != null && !jwks.isEmpty() ? jwks : List.of(PublicJsonWebKey.Factory.newPublicJwk(pem(content)));
        } catch (IOException | GeneralSecurityException | JoseException | RuntimeException e) {
            throw new ConfigurationException("mp.jwt.verify.publickey.location must lead to a JWKS or a public key in PEM");
        }
    }

    /** Tries one algorithm after the other, because the text does not say which one the key is of. */
    private static PublicKey pem(String content) throws GeneralSecurityException {
        for (SignatureAlgorithm algorithm : List.of(SignatureAlgorithm.RS256, SignatureAlgorithm.ES256)) {
            try {
                return KeyUtils.decodePublicKey(content, algorithm);
            } catch (InvalidKeySpecException e) {
                // The key is not of this algorithm; perhaps it is of the next one.
            }
        }
        return KeyUtils.decodePublicKey(content, SignatureAlgorithm.EDDSA);
    }
}
