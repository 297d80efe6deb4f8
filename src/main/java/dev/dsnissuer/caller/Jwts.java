package dev.dsnissuer.caller;

import java.io.IOException;
import java.security.GeneralSecurityException;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jose4j.http.Get;
import org.jose4j.jwk.HttpsJwks;
import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwx.JsonWebStructure;
import org.jose4j.keys.resolvers.HttpsJwksVerificationKeyResolver;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.JoseException;
import org.jose4j.lang.UnresolvableKeyException;

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

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
    private static final Duration READ_TIMEOUT = Duration.ofSeconds(2);
    /** Unless the JWKS itself says for how long it may be kept. */
    private static final Duration KEPT = Duration.ofMinutes(10);
    /** How soon a token with an unknown key id may make the JWKS be fetched again. */
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final JWTParser parser;
    private final String callerClaim;
    /** Null where no JWT is accepted. */
    private final VerificationKeyResolver keys;

    /** @throws ConfigurationException naming the key that is missing or wrong */
    Jwts(JWTParser parser, CallersConfig config,
            @ConfigProperty(name = "mp.jwt.verify.publickey.location") Optional<String> location,
            @ConfigProperty(name = "mp.jwt.verify.issuer") Optional<String> issuer,
            @ConfigProperty(name = "mp.jwt.verify.audiences") Optional<List<String>> audiences) {
        this.parser = parser;
        this.callerClaim = config.jwt().callerClaim();
        this.keys = location.map(Jwts::keys).orElse(null);
        if (keys != null && issuer.isEmpty()) {
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
        try {
            JsonWebStructure parsed = JsonWebStructure.fromCompactSerialization(jwt);
            if (parsed instanceof JsonWebSignature signature
                    && keys.resolveKey(signature, List.of()) instanceof PublicKey key
                    && parser.verify(jwt, key).getClaim(callerClaim) instanceof String subject) {
                return Optional.of(subject);
            }
        } catch (UnresolvableKeyException e) {
            if (e.getCause() != null) {
                throw new KeysUnavailableException(e.getCause().getClass().getSimpleName());
            }
        } catch (JoseException | ParseException e) {
            // It does not verify. Not logged: the messages quote the token.
        }
        return Optional.empty();
    }

    private static VerificationKeyResolver keys(String location) {
        if (location.startsWith("https://") || location.startsWith("http://")) {
            Get get = new Get();
            get.setConnectTimeout((int) CONNECT_TIMEOUT.toMillis());
            get.setReadTimeout((int) READ_TIMEOUT.toMillis());
            get.setRetries(0);
            HttpsJwks jwks = new HttpsJwks(location);
            jwks.setSimpleHttpGet(get);
            jwks.setDefaultCacheDuration(KEPT.toSeconds());
            jwks.setRefreshReprieveThreshold(PAUSE.toMillis());
            return new HttpsJwksVerificationKeyResolver(jwks);
        }
        try {
            String content = Objects.requireNonNullElse(ResourceUtils.readResource(location), "");
            List<JsonWebKey> jwks = KeyUtils.loadJsonWebKeys(content);
            if (jwks != null && !jwks.isEmpty()) {
                return new JwksVerificationKeyResolver(jwks);
            }
            PublicKey key = pem(content);
            return (signature, nesting) -> key;
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
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
