package dev.dsnissuer.callers;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import jakarta.inject.Singleton;

import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.AlgorithmIdentifiers;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.jwt.NumericDate;
import org.jose4j.lang.JoseException;

import dev.dsnissuer.sentry.Deadline;
import io.quarkus.logging.Log;

/**
 * Lets the function prime, before a snapshot, how it verifies JWTs. Nobody's real JWT is needed for that, nor anybody's key.
 */
@Singleton
public class JwtPriming {

    private static final int BITS = 2048;
    /** Longer than priming takes. */
    private static final Duration GOOD_FOR = Duration.ofMinutes(2);

    /**
     * @param issuer the name of the issuer whose it might be
     * @param subject what its caller claim says
     */
    public record MadeUpJwt(String issuer, String subject, String jwt) {

        /** Without the JWT. */
        @Override
        public String toString() {
            return "MadeUpJwt";
        }
    }

    private final List<JwtVerifier> issuers;
    private final Clock clock;

    JwtPriming(JwtIssuers issuers, Clock clock) {
        this.issuers = issuers.all();
        this.clock = clock;
    }

    /**
     * Puts a made-up key in the place of one issuer's keys until {@link #end} is called. Nothing is signed with it afterwards.
     *
     * @param subject of the JWT, unless the configuration wants callers named by a claim that says something else
     * @return a JWT with that signature; empty if there is no issuer, or if no JWT of this one can name a caller
     */
    public Optional<MadeUpJwt> begin(String subject) {
        if (issuers.isEmpty()) {
            return Optional.empty();
        }
        JwtVerifier issuer = issuers.get(0);
        try {
            PublicJsonWebKey key = RsaJwkGenerator.generateJwk(BITS);
            issuer.replaceKeysWhilePriming(JwtKeys.of(new JsonWebKeySet(key).toJson(), clock));
            String jwt = sign(issuer, key, subject);
            return Optional.of(new MadeUpJwt(issuer.name, issuer.subject(jwt, Deadline.in(GOOD_FOR)), jwt));
        } catch (JoseException e) {
            throw new IllegalStateException("Every Java platform has RSA", e);
        } catch (RefusedException e) {
            // A claim such as exp is a number, and a caller claim must be a string: no JWT can be both.
            Log.warnf("JWTs are not primed, because none of issuer %s can name a caller by its claim %s", issuer.name,
                    issuer.callerClaim);
            return Optional.empty();
        }
    }

    private String sign(JwtVerifier issuer, PublicJsonWebKey key, String subject) throws JoseException {
        JwtClaims claims = new JwtClaims();
        claims.setStringClaim(issuer.callerClaim, subject);
        claims.setIssuer(issuer.iss);
        claims.setAudience(issuer.audiences.get(0));
        claims.setExpirationTime(NumericDate.fromMilliseconds(clock.millis() + GOOD_FOR.toMillis()));
        JsonWebSignature jws = new JsonWebSignature();
        jws.setAlgorithmHeaderValue(AlgorithmIdentifiers.RSA_USING_SHA256);
        jws.setKey(key.getPrivateKey());
        jws.setPayload(claims.toJson());
        return jws.getCompactSerialization();
    }

    /** Has JWTs verified with the issuers' own keys again, none of which is kept. */
    public void end() {
        issuers.forEach(issuer -> issuer.replaceKeysWhilePriming(null));
    }

    /**
     * Fetches the keys of every issuer, to prime the way there. They are asked side by side, each on a thread of its own, so
     * that one that does not answer takes no time from the others.
     *
     * @param patience how long it may take in all
     * @return the names of the issuers whose keys could not be had
     */
    public List<String> unreached(Duration patience) {
        Deadline deadline = Deadline.in(patience);
        List<CompletableFuture<Boolean>> had = issuers.stream().map(issuer -> CompletableFuture
                .supplyAsync(() -> issuer.hasKeys(deadline.left()), task -> new Thread(task, "priming").start())).toList();
        return IntStream.range(0, issuers.size()).filter(i -> !had.get(i).join()).mapToObj(i -> issuers.get(i).name).toList();
    }
}
