package dev.dsnissuer.caller;

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
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.jwt.auth.principal.JWTParser;
import io.smallrye.jwt.auth.principal.ParseException;

/**
 * JWTs of the one issuer that is configured. SmallRye JWT verifies them: see application.properties; {@link JwtKeys} has the
 * keys.
 */
@Startup
@Singleton
class Jwts {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

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
        this.keys = location.map(where -> JwtKeys.at(where, clock)).orElse(null);
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
}
