package dev.dsnissuer.callers;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PublicKey;
import java.security.spec.InvalidKeySpecException;
import java.security.spec.X509EncodedKeySpec;
import java.time.Clock;
import java.time.Duration;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

import org.jose4j.jwk.JsonWebKey;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.keys.resolvers.JwksVerificationKeyResolver;
import org.jose4j.keys.resolvers.VerificationKeyResolver;
import org.jose4j.lang.JoseException;

import dev.dsnissuer.secrets.Cached;
import io.quarkus.logging.Log;

/**
 * Finds the keys that the JWTs of one issuer are verified with. The library's own {@code HttpsJwks} is not used, because it
 * keeps keys for as long as the issuer's answer says or the issuer cannot be reached, and has no bound for the whole fetch.
 */
final class JwtKeys {

    private static final Duration FRESH = Duration.ofMinutes(10);
    private static final Duration USABLE = Duration.ofHours(1);
    private static final Duration PAUSE = Duration.ofSeconds(10);
    /** Of a whole fetch, from connecting to the last byte. */
    private static final Duration LONGEST = Duration.ofSeconds(2);
    private static final int MOST_BYTES = 1 << 20;
    private static final String PEM_BEGIN = "-----BEGIN PUBLIC KEY-----";
    private static final String PEM_END = "-----END PUBLIC KEY-----";

    private JwtKeys() {
    }

    /**
     * @param location the {@code https:} URL of a JWKS, which is fetched when it is needed; or the {@code file:} URL of a JWKS
     *        or of a public key in PEM, which is read at once
     * @param issuer the issuer's name, for messages
     * @throws IllegalArgumentException if there is neither
     */
    static Cached<VerificationKeyResolver> at(String location, String issuer, Clock clock) {
        URI uri = URI.create(location);
        if ("https".equals(uri.getScheme()) && uri.getHost() != null && uri.getRawUserInfo() == null
                && (uri.getPort() == -1 || uri.getPort() > 0 && uri.getPort() <= 65_535)) {
            return new Cached<>(patience -> fetch(uri, issuer, patience), FRESH, USABLE, PAUSE, clock);
        }
        if (!"file".equals(uri.getScheme())) {
            throw new IllegalArgumentException("neither https nor file");
        }
        VerificationKeyResolver keys = read(uri);
        return new Cached<>(patience -> Optional.of(keys), FRESH, USABLE, PAUSE, clock);
    }

    /** Keys that never change. */
    static Cached<VerificationKeyResolver> of(String jwks, Clock clock) throws JoseException {
        VerificationKeyResolver keys = jwks(jwks);
        return new Cached<>(patience -> Optional.of(keys), FRESH, USABLE, PAUSE, clock);
    }

    private static Optional<VerificationKeyResolver> fetch(URI uri, String issuer, Duration patience) {
        var body = new ByteArrayOutputStream();
        // It follows no redirects.
        CompletableFuture<HttpResponse<Void>> answer = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build()
                .sendAsync(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofByteArrayConsumer(
                        part -> part.ifPresent(bytes -> append(body, bytes))));
        try {
            int status = answer.get(patience.compareTo(LONGEST) < 0 ? patience.toMillis() : LONGEST.toMillis(),
                    TimeUnit.MILLISECONDS).statusCode();
            if (status == 200) {
                return Optional.of(jwks(body.toString(StandardCharsets.UTF_8)));
            }
            Log.errorf("The JWKS of issuer %s was answered with status %d", issuer, status);
        } catch (TimeoutException | JoseException e) {
            Log.errorf("The JWKS of issuer %s could not be read: %s", issuer, e.getClass().getSimpleName());
        } catch (ExecutionException e) {
            Log.errorf("The JWKS of issuer %s could not be read: %s", issuer, e.getCause().getClass().getSimpleName());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            answer.cancel(true);
        }
        return Optional.empty();
    }

    private static void append(ByteArrayOutputStream body, byte[] bytes) {
        if (body.size() + bytes.length > MOST_BYTES) {
            throw new IllegalStateException("The JWKS is too large");
        }
        body.writeBytes(bytes);
    }

    private static VerificationKeyResolver read(URI file) {
        try {
            String text = Files.readString(Path.of(file)).strip();
            if (text.startsWith(PEM_BEGIN)) {
                PublicKey key = pem(text);
                return (jws, nesting) -> key;
            }
            return jwks(text);
        } catch (IOException | GeneralSecurityException | JoseException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static VerificationKeyResolver jwks(String json) throws JoseException {
        List<JsonWebKey> found;
        try {
            found = new JsonWebKeySet(json).getJsonWebKeys();
        } catch (ClassCastException e) {
            throw new JoseException("It is JSON, but no JWKS", e);
        }
        var keys = new JwksVerificationKeyResolver(found);
        // A JWT without a key id may be of any of the keys.
        keys.setDisambiguateWithVerifySignature(true);
        return keys;
    }

    /** Tries one algorithm after the other, because the text does not say which one the key is of. */
    private static PublicKey pem(String text) throws GeneralSecurityException {
        var key = new X509EncodedKeySpec(
                Base64.getMimeDecoder().decode(text.substring(PEM_BEGIN.length()).replace(PEM_END, "")));
        for (String algorithm : List.of("RSA", "EC")) {
            try {
                return KeyFactory.getInstance(algorithm).generatePublic(key);
            } catch (InvalidKeySpecException e) {
                // The key is not of this algorithm; perhaps it is of the next one.
            }
        }
        return KeyFactory.getInstance("EdDSA").generatePublic(key);
    }
}
