package dev.dsnissuer.callers;

import java.time.Clock;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.inject.Singleton;

import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.MalformedClaimException;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.lang.JoseException;

import dev.dsnissuer.secrets.IssuerConfig;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;

/** The configured JWT issuers. A JWT says itself whose it is; only then can it be verified. */
@Startup
@Singleton
class JwtIssuers {

    private final Map<String, JwtVerifier> byIss = new HashMap<>();

    /** @throws ConfigurationException naming the key, never the value, that is missing or wrong */
    JwtIssuers(IssuerConfig config, Clock clock) {
        config.jwt().forEach((name, settings) -> {
            JwtVerifier issuer = new JwtVerifier(name, settings, clock);
            if (byIss.put(issuer.iss, issuer) != null) {
                throw new ConfigurationException("issuer.jwt.\"" + name + "\".iss is another issuer's too");
            }
        });
    }

    /** All issuers, in the order of their names. */
    List<JwtVerifier> all() {
        return byIss.values().stream().sorted(Comparator.comparing(issuer -> issuer.name)).toList();
    }

    /**
     * Finds the issuer that a JWT says it is of, and verifies nothing.
     *
     * @throws RefusedException if there is none, or if no JWT that verifies can look like this
     */
    JwtVerifier of(String jwt) {
        String iss;
        try {
            JsonWebSignature jws = new JsonWebSignature();
            jws.setCompactSerialization(jwt);
            iss = JwtClaims.parse(jws.getUnverifiedPayload()).getIssuer();
        } catch (JoseException | InvalidJwtException | MalformedClaimException | RuntimeException e) {
            // Neither logged nor kept, because the message quotes the token.
            throw new RefusedException(Reason.BAD_JWT);
        }
        JwtVerifier issuer = byIss.get(iss);
        if (issuer == null) {
            throw new RefusedException(Reason.UNKNOWN_ISSUER);
        }
        return issuer;
    }
}
