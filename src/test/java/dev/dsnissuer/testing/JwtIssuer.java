package dev.dsnissuer.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.Key;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.UnaryOperator;

import javax.net.ssl.SSLContext;

import org.jose4j.jwa.AlgorithmConstraints;
import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.jws.JsonWebSignature;
import org.jose4j.jwt.JwtClaims;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/** Issues JWTs for a {@code @QuarkusTest}, and publishes its keys as a JWKS or, with {@code pem}, as a file. */
public class JwtIssuer implements QuarkusTestResourceLifecycleManager {

    public static final String JWKS = "issuer.jwt.\"portal\".jwks";
    public static final String ISSUER = "https://issuer.example";
    public static final String AUDIENCE = "dsn-issuer";
    public static final String SUBJECT = "repo:acme/checkout";

    public final PublicJsonWebKey rsa = key("rsa", () -> RsaJwkGenerator.generateJwk(2048));
    public final PublicJsonWebKey ec = key("ec", () -> EcJwkGenerator.generateJwk(EllipticCurves.P256));
    public final PublicJsonWebKey ed = key("ed", () -> OkpJwkGenerator.generateJwk("Ed25519"));
    public final PublicJsonWebKey next = key("next", () -> RsaJwkGenerator.generateJwk(2048));
    public final PublicJsonWebKey unpublished = key("unpublished", () -> RsaJwkGenerator.generateJwk(2048));

    /** The keys that the JWKS holds. */
    public volatile List<PublicJsonWebKey> published = List.of(rsa, ec, ed);
    /** The status of an answer without a JWKS; null to answer with the JWKS. */
    public volatile Integer status;
    /** How many milliseconds a request for the JWKS waits for its answer. */
    public volatile long delay;
    /** How many milliseconds pass after each byte of the answer; zero to send it at once. */
    public volatile long drip;
    /** How many bytes of white space come before the JWKS. */
    public volatile int padding;
    /** Where the answer redirects to; null for nowhere. */
    public volatile String redirect;
    /** How often the JWKS was asked for. */
    public volatile int fetched;

    private Map<String, String> args = Map.of();
    private HttpServer server;

    @Override
    public void init(Map<String, String> args) {
        this.args = args;
    }

    @Override
    public Map<String, String> start() {
        Map<String, String> configuration = new HashMap<>(Map.of(JWKS, location(), "issuer.jwt.\"portal\".iss", ISSUER,
                "issuer.jwt.\"portal\".audiences", AUDIENCE,
                "issuer.callers.\"backstage\".jwt-subjects", SUBJECT + ",system:serviceaccount:portal:default"));
        args.forEach((key, value) -> {
            if (key.contains(".")) {
                configuration.put(key, value);
            }
        });
        return configuration;
    }

    private String location() {
        try {
            if (args.containsKey("pem")) {
                Path file = Files.createTempFile("public-key", ".pem");
                file.toFile().deleteOnExit();
                Files.writeString(file, pem(ec));
                return file.toUri().toString();
            }
            SSLContext tls = LocalCertificate.context();
            // The function trusts what its JVM trusts.
            SSLContext.setDefault(tls);
            HttpsServer https = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            https.setHttpsConfigurator(new HttpsConfigurator(tls));
            server = https;
            server.createContext("/jwks", exchange -> {
                fetched++;
                later(delay).execute(() -> answer(exchange));
            });
            server.start();
            return "https://localhost:" + server.getAddress().getPort() + "/jwks";
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String jwks() {
        return " ".repeat(padding) + new JsonWebKeySet(published).toJson(OutputControlLevel.PUBLIC_ONLY);
    }

    private void answer(HttpExchange exchange) {
        byte[] body = status == null ? jwks().getBytes(StandardCharsets.UTF_8) : "no JWKS".getBytes(StandardCharsets.UTF_8);
        try (exchange) {
            if (redirect != null) {
                exchange.getResponseHeaders().set("Location", redirect);
            }
            exchange.sendResponseHeaders(status == null ? 200 : status, body.length);
            if (drip == 0) {
                exchange.getResponseBody().write(body);
            }
            for (int i = 0; drip > 0 && i < body.length; i++) {
                exchange.getResponseBody().write(body, i, 1);
                exchange.getResponseBody().flush();
                CompletableFuture.runAsync(() -> {
                }, later(drip)).join();
            }
        } catch (IOException e) {
            // The function has given up waiting, so nobody misses the answer.
        }
    }

    private static Executor later(long milliseconds) {
        return CompletableFuture.delayedExecutor(milliseconds, TimeUnit.MILLISECONDS);
    }

    public static String pem(PublicJsonWebKey key) {
        return "-----BEGIN PUBLIC KEY-----\n" + Base64.getMimeEncoder().encodeToString(key.getPublicKey().getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    /** A JWT that the function must accept. */
    public String jwt() {
        return jwt("RS256", rsa, claims -> {
        });
    }

    public String jwt(String algorithm, PublicJsonWebKey key, Consumer<JwtClaims> claims) {
        return jwt(algorithm, key.getPrivateKey(), key.getKeyId(), claims, jws -> jws);
    }

    /** @param keyId null to name no key in the header */
    public static String jwt(String algorithm, Key key, String keyId, Consumer<JwtClaims> alteration,
            UnaryOperator<JsonWebSignature> header) {
        JwtClaims claims = new JwtClaims();
        claims.setIssuer(ISSUER);
        claims.setAudience(AUDIENCE);
        claims.setSubject(SUBJECT);
        // Long enough for tests that set the function's clock forward.
        claims.setExpirationTimeMinutesInTheFuture(60 * 24 * 30);
        alteration.accept(claims);
        JsonWebSignature jws = new JsonWebSignature();
        jws.setPayload(claims.toJson());
        jws.setAlgorithmHeaderValue(algorithm);
        jws.setAlgorithmConstraints(AlgorithmConstraints.NO_CONSTRAINTS);
        jws.setDoKeyValidation(false);
        jws.setKey(key);
        if (keyId != null) {
            jws.setKeyIdHeaderValue(keyId);
        }
        try {
            return header.apply(jws).getCompactSerialization();
        } catch (JoseException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static PublicJsonWebKey key(String id, KeyGenerator generator) {
        try {
            PublicJsonWebKey key = generator.generate();
            key.setKeyId(id);
            return key;
        } catch (JoseException e) {
            throw new IllegalStateException(e);
        }
    }

    private interface KeyGenerator {

        PublicJsonWebKey generate() throws JoseException;
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(JwtIssuer.class));
    }

    @Override
    public void stop() {
        if (server != null) {
            server.stop(0);
        }
    }
}
