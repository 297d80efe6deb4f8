package dev.dsnissuer.callers;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwa.AlgorithmConstraints.ConstraintType;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jwt.NumericDate;
import org.jose4j.jwt.consumer.ErrorCodes;
import org.jose4j.jwt.consumer.InvalidJwtException;
import org.jose4j.jwt.consumer.JwtConsumerBuilder;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.UnresolvableKeyException;

import dev.dsnissuer.secrets.Cached;
import dev.dsnissuer.secrets.IssuerConfig.JwtConfig;
import dev.dsnissuer.secrets.IssuerKeys;
import dev.dsnissuer.secrets.UnavailableException;
import dev.dsnissuer.sentry.Deadline;
import io.quarkus.runtime.configuration.ConfigurationException;

/** Somebody whose JWTs are taken: knows what they must say, and which claim of them names a caller. */
final class JwtVerifier {

    /**
     * Only algorithms that sign with a private key. With one that signs with a shared secret, anybody could take the published
     * key for that secret and sign a JWT.
     */
    static final AlgorithmConstraints ALGORITHMS = new AlgorithmConstraints(ConstraintType.PERMIT,
            AlgorithmIdentifiers.RSA_USING_SHA256, AlgorithmIdentifiers.RSA_USING_SHA384,
            AlgorithmIdentifiers.RSA_USING_SHA512, AlgorithmIdentifiers.RSA_PSS_USING_SHA256,
            AlgorithmIdentifiers.RSA_PSS_USING_SHA384, AlgorithmIdentifiers.RSA_PSS_USING_SHA512,
            AlgorithmIdentifiers.ECDSA_USING_P256_CURVE_AND_SHA256, AlgorithmIdentifiers.ECDSA_USING_P384_CURVE_AND_SHA384,
            AlgorithmIdentifiers.ECDSA_USING_P521_CURVE_AND_SHA512, AlgorithmIdentifiers.EDDSA);

    private static final int CLOCK_SKEW_SECONDS = 5;

    final String name;
    final String iss;
    final List<String> audiences;
    final String callerClaim;
    private final Cached<VerificationKeyResolver> published;
    private final Clock clock;
    /** Other keys than the published ones only while the function primes itself before a snapshot. */
    private volatile Cached<VerificationKeyResolver> keys;

    /** @throws ConfigurationException naming the key, never the value, that is missing or wrong */
    JwtVerifier(String name, JwtConfig config, Clock clock) {
        this.name = name;
        this.clock = clock;
        String key = "issuer.jwt.\"" + name + "\"";
        if (!IssuerKeys.isName(name)) {
            throw new ConfigurationException(key + " must have a name of lower-case letters, digits and dashes only");
        }
        iss = required(config.iss(), key + ".iss");
        audiences = required(config.audiences().filter(list -> !list.isEmpty()), key + ".audiences");
        callerClaim = config.callerClaim();
        try {
            published = JwtKeys.at(required(config.jwks(), key + ".jwks"), name, clock);
        } catch (IllegalArgumentException e) {
            // The exception's message quotes the value.
            throw new ConfigurationException(
                    key + ".jwks must be the https: URL of a JWKS, or the file: URL of a JWKS or a public key in PEM");
        }
        keys = published;
    }

    /** @param madeUp the only keys until further notice, before a snapshot; null for the published ones, fetched anew */
    void replaceKeysWhilePriming(Cached<VerificationKeyResolver> madeUp) {
        published.forget();
        keys = madeUp == null ? published : madeUp;
    }

    /** Whether the published keys can be had. */
    boolean hasKeys(Duration patience) {
        return published.current(patience).isPresent();
    }

    private static <T> T required(Optional<T> value, String key) {
        return value.orElseThrow(() -> new ConfigurationException(key + " must be set"));
    }

    /**
     * What the caller claim of a JWT says. Blocks while keys have to be fetched.
     *
     * @throws RefusedException if the JWT does not verify, or has no such claim
     * @throws UnavailableException if there are no keys to verify it with
     */
    String subject(String jwt, Deadline deadline) {
        Cached<VerificationKeyResolver> keys = this.keys;
        VerificationKeyResolver now = keys.current(deadline.left())
                .orElseThrow(
                        () -> new UnavailableException("There are no keys to verify the JWTs of issuer " + name + " with"));
        try {
            try {
                return subject(jwt, now);
            } catch (InvalidJwtException e) {
                boolean isUnknownKey = e.getCause() instanceof UnresolvableKeyException;
                if (!isUnknownKey && !e.hasErrorCode(ErrorCodes.SIGNATURE_INVALID)) {
                    throw e;
                }
                // The issuer may just have begun to sign with another key.
                Optional<VerificationKeyResolver> newer = keys.newerThan(now, deadline.left());
                if (newer.isEmpty() && isUnknownKey && keys.isReadingFailing()) {
                    throw new UnavailableException("The keys of issuer " + name + " cannot be read, and a JWT has a new one");
                }
                return subject(jwt, newer.orElseThrow(() -> e));
            }
        } catch (InvalidJwtException e) {
            // Neither logged nor kept, because the message quotes the token.
            throw new RefusedException(reason(e));
        }
    }

    private String subject(String jwt, VerificationKeyResolver keys) throws InvalidJwtException {
        Object claim = new JwtConsumerBuilder().setVerificationKeyResolver(keys).setJwsAlgorithmConstraints(ALGORITHMS)
                .setExpectedIssuer(true, iss).setExpectedAudience(true, audiences.toArray(String[]::new))
                .setRequireExpirationTime().setAllowedClockSkewInSeconds(CLOCK_SKEW_SECONDS)
                .setEvaluationTime(NumericDate.fromMilliseconds(clock.millis())).build()
                .processToClaims(jwt).getClaimValue(callerClaim);
        if (claim instanceof String subject) {
            return subject;
        }
        throw new RefusedException(claim == null ? Reason.UNKNOWN_SUBJECT : Reason.BAD_JWT, "A JWT of issuer " + name
                + " verifies, but its claim " + callerClaim + (claim == null ? " is missing" : " is no string"));
    }

    private static Reason reason(InvalidJwtException e) {
        if (e.hasErrorCode(ErrorCodes.EXPIRED)) {
            return Reason.EXPIRED_JWT;
        }
        return e.hasErrorCode(ErrorCodes.AUDIENCE_MISSING) || e.hasErrorCode(ErrorCodes.AUDIENCE_INVALID)
                ? Reason.WRONG_AUDIENCE
                : Reason.BAD_JWT;
    }
}
