package dev.dsnissuer.caller;

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

import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jose4j.http.Get;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.lang.JoseException;

import dev.dsnissuer.secrets.Cached;
import io.quarkus.logging.Log;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.auth.principal.JWTParser;
import io.smallrye.jwt.auth.principal.ParseException;
import io.smallrye.jwt.util.KeyUtils;
import io.smallrye.jwt.util.ResourceUtils;

/**
 * JWTs of the one issuer that is configured. SmallRye JWT verifies them: see application.properties. Only the keys are found
 * here, since it would wait for an unreachable JWKS for minutes, and not tell that from a token that does not verify.
 */
@Startup
@Singleton
class Jwts {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Duration FRESH = Duration.ofMinutes(10);
    private static final Duration USABLE = Duration.ofHours(1);
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final JWTParser parser;
    private final String callerClaim;
    /** Null where no JWT is accepted. */
    private final Cached<List<JsonWebKey>> keys;

    /** @throws ConfigurationException naming the key that is missing or wrong */
    Jwts(JWTParser parser, CallersConfig config, Clock clock,
            @ConfigProperty(name = "mp.jwt.verify.publickey.location") Optional<String> location,
            @ConfigProperty(name = "mp.jwt.verify.issuer") Optional<String> issuer,
            @ConfigProperty(name = "mp.jwt.verify.audiences") Optional<List<String>> audiences) {
        this.parser = parser;
        this.callerClaim = config.jwt().callerClaim();
        this.keys = location.map(where -> keys(where, clock)).orElse(null);
        // SmallRye JWT takes NONE for none, and would accept any issuer.
        if (keys != null && issuer.filter(name -> !name.equals("NONE")).isEmpty()) {
            throw new ConfigurationException("mp.jwt.verify.issuer must be set with mp.jwt.verify.publickey.location");
        }
        if (keys != null && audiences.isEmpty()) {
            throw new ConfigurationException("mp.jwt.verify.audiences must be set with mp.jwt.verify.publickey.location");
        }
    }

    /**
     * What the caller claim of a JWT says. May block, to fetch keys.
     *
     * @return empty if the JWT does not verify
     * @throws KeysUnavailableException if that could not be told
     */
    Optional<String> subject(String jwt) {
        if (keys == null) {
            return Optional.empty();
        }
        String keyId;
        try {
            keyId = JsonWebStructure.fromCompactSerialization(jwt).getKeyIdHeaderValue();
        } catch (JoseException | RuntimeException e) {
            // Not logged, here and below: the messages quote the token.
            return Optional.empty();
        }
        List<JsonWebKey> now = keys.current(PATIENCE).orElseThrow(KeysUnavailableException::new);
        return now.stream().anyMatch(key -> isFor(keyId, key)) ? subject(jwt, keyId, now)
                : keys.newerThan(now, PATIENCE).flatMap(newer -> subject(jwt, keyId, newer));
    }

    /** Without a key id on either side, every key is tried. */
    private static boolean isFor(String keyId, JsonWebKey key) {
        return key instanceof PublicJsonWebKey && !"enc".equals(key.getUse())
                && (keyId == null || key.getKeyId() == null || key.getKeyId().equals(keyId));
    }

    private Optional<String> subject(String jwt, String keyId, List<JsonWebKey> keys) {
        return keys.stream().filter(key -> isFor(keyId, key)).flatMap(key -> subject(jwt, (PublicKey) key.getKey()).stream())
                .findFirst();
    }

    private Optional<String> subject(String jwt, PublicKey key) {
        try {
            return parser.verify(jwt, key).getClaim(callerClaim) instanceof String subject ? Optional.of(subject)
                    : Optional.empty();
        } catch (ParseException | RuntimeException e) {
            return Optional.empty();
        }
    }

    private static Cached<List<JsonWebKey>> keys(String location, Clock clock) {
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

    /** PEM does not say which algorithm its key is of. */
    private static PublicKey pem(String content) throws GeneralSecurityException {
        for (SignatureAlgorithm algorithm : List.of(SignatureAlgorithm.RS256, SignatureAlgorithm.ES256)) {
            try {
                return KeyUtils.decodePublicKey(content, algorithm);
            } catch (InvalidKeySpecException e) {
                // Perhaps the next.
            }
        }
        return KeyUtils.decodePublicKey(content, SignatureAlgorithm.EDDSA);
    }
}
