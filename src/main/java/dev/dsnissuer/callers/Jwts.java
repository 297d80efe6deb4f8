package dev.dsnissuer.callers;

import java.security.PublicKey;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.lang.JoseException;

import dev.dsnissuer.secrets.Cached;
import dev.dsnissuer.secrets.IssuerConfig;
import dev.dsnissuer.secrets.UnavailableException;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.jwt.auth.principal.JWTParser;
import io.smallrye.jwt.auth.principal.ParseException;

/** Verifies JWTs of the one issuer that is configured, by SmallRye JWT with the keys that {@link JwtKeys} finds. */
@Startup
@Singleton
class Jwts {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final JWTParser parser;
    private final String callerClaim;
    /** Null if no JWT issuer is configured. */
    private final Cached<List<JsonWebKey>> keys;

    /** @throws ConfigurationException naming the key that is missing or wrong */
    Jwts(JWTParser parser, IssuerConfig config, Clock clock,
            @ConfigProperty(name = "mp.jwt.verify.publickey.location") Optional<String> location,
            @ConfigProperty(name = "mp.jwt.verify.issuer") Optional<String> issuer,
            @ConfigProperty(name = "mp.jwt.verify.audiences") Optional<List<String>> audiences) {
        this.parser = parser;
        this.callerClaim = config.jwt().callerClaim();
        this.keys = location.map(where -> JwtKeys.at(where, clock)).orElse(null);
        // SmallRye JWT takes the text NONE for an issuer that is not set, and accepts any issuer then.
        if (keys != null && issuer.filter(name -> !name.equals("NONE")).isEmpty()) {
            throw new ConfigurationException("mp.jwt.verify.issuer must be set with mp.jwt.verify.publickey.location");
        }
        if (keys != null && audiences.isEmpty()) {
            throw new ConfigurationException("mp.jwt.verify.audiences must be set with mp.jwt.verify.publickey.location");
        }
    }

    /**
     * What the caller claim of a JWT says. Blocks while keys have to be fetched.
     *
     * @return empty if the JWT does not verify
     * @throws UnavailableException if there are no keys to verify it with
     */
    Optional<String> subject(String jwt) {
        if (keys == null) {
            return Optional.empty();
        }
        String keyId;
        try {
            keyId = JsonWebStructure.fromCompactSerialization(jwt).getKeyIdHeaderValue();
        } catch (JoseException | RuntimeException e) {
            // Not logged, here and below, because the message quotes the token.
            return Optional.empty();
        }
        List<JsonWebKey> now = keys.current(PATIENCE)
                .orElseThrow(() -> new UnavailableException("There are no keys to verify a JWT with"));
        return now.stream().anyMatch(key -> isFor(keyId, key)) ? subject(jwt, keyId, now)
                : keys.newerThan(now, PATIENCE).flatMap(newer -> subject(jwt, keyId, newer));
    }

    /** A key fits if the ids are the same, and also if the JWT or the key has no id. */
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
}
