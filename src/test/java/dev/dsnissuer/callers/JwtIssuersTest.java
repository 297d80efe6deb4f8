package dev.dsnissuer.callers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.jose4j.jwk.EcJwkGenerator;
import org.jose4j.jwk.JsonWebKey.OutputControlLevel;
import org.jose4j.jwk.JsonWebKeySet;
import org.jose4j.jwk.OkpJwkGenerator;
import org.jose4j.jwk.PublicJsonWebKey;
import org.jose4j.jwk.RsaJwkGenerator;
import org.jose4j.keys.EllipticCurves;
import org.jose4j.lang.JoseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.dsnissuer.secrets.SecretsForTests;
import dev.dsnissuer.sentry.Deadline;
import dev.dsnissuer.testing.JwtIssuer;
import io.quarkus.runtime.configuration.ConfigurationException;

/** How JWT issuers are configured, and every kind of file that their keys may be in. */
class JwtIssuersTest {

    @TempDir
    Path folder;

    @Test
    void pem_ofEveryAlgorithm() throws JoseException, IOException {
        for (var signer : List.of(new Signer("RS256", RsaJwkGenerator.generateJwk(2048)),
                new Signer("ES256", EcJwkGenerator.generateJwk(EllipticCurves.P256)),
                new Signer("EdDSA", OkpJwkGenerator.generateJwk("Ed25519")))) {
            JwtIssuers issuers = issuers(JwtIssuer.pem(signer.key));

            assertThat(subject(issuers, signer.jwt("any"))).as(signer.algorithm).isEqualTo(JwtIssuer.SUBJECT);
            assertThat(subject(issuers, signer.jwt(null))).isEqualTo(JwtIssuer.SUBJECT);
            assertRefused(issuers, new Signer("RS256", RsaJwkGenerator.generateJwk(2048)).jwt(null), Reason.BAD_JWT);
        }
    }

    @Test
    void jwks_inAFile() throws JoseException, IOException {
        Signer one = new Signer("RS256", RsaJwkGenerator.generateJwk(2048));
        Signer two = new Signer("ES256", EcJwkGenerator.generateJwk(EllipticCurves.P256));
        Signer encryption = new Signer("RS256", RsaJwkGenerator.generateJwk(2048));
        one.key.setKeyId("one");
        two.key.setKeyId("two");
        encryption.key.setUse("enc");
        JwtIssuers issuers = issuers(
                new JsonWebKeySet(one.key, two.key, encryption.key).toJson(OutputControlLevel.PUBLIC_ONLY));

        for (String keyId : Arrays.asList("one", null)) {
            assertThat(subject(issuers, one.jwt(keyId))).isEqualTo(JwtIssuer.SUBJECT);
        }
        assertThat(subject(issuers, two.jwt("two"))).isEqualTo(JwtIssuer.SUBJECT);
        assertRefused(issuers, two.jwt("one"), Reason.BAD_JWT);
        assertRefused(issuers, one.jwt("three"), Reason.BAD_JWT);
        assertRefused(issuers, encryption.jwt(null), Reason.BAD_JWT);
    }

    @Test
    void noIssuer_unknown() throws JoseException {
        JwtIssuers none = new JwtIssuers(SecretsForTests.issuer(Map.of()), Clock.systemUTC());

        assertRefused(none, new Signer("RS256", RsaJwkGenerator.generateJwk(2048)).jwt(null), Reason.UNKNOWN_ISSUER);
        assertRefused(none, "a.b.c", Reason.BAD_JWT);
    }

    @ParameterizedTest
    @CsvSource({ "iss, ''", "jwks, ''", "audiences, ''", "jwks, http://hunter2.example/jwks", "jwks, https://hunter2 .example",
            "jwks, /hunter2.pem", "jwks, file:/hunter2.pem", "jwks, file:hunter2", "jwks, https:hunter2",
            "jwks, hunter2.example/jwks",
            "jwks, classpath:hunter2", "jwks, https://user:hunter2@issuer.example/jwks", "jwks, ftp://hunter2.example/jwks",
            "jwks, https://hunter2.example:99999/jwks" })
    void wrongValue_namesTheKeyOnly(String key, String value) {
        Map<String, String> properties = new HashMap<>(issuer("portal", "https://portal"));
        properties.put("issuer.jwt.\"portal\"." + key, value);

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> new JwtIssuers(SecretsForTests.issuer(properties), Clock.systemUTC()))
                .withMessageStartingWith("issuer.jwt.\"portal\"." + key + " must ").withMessageNotContaining("hunter2");
    }

    @Test
    void fileThatHoldsNoKey_refused() throws IOException {
        for (String content : List.of("", "hunter2", "{}", "{\"keys\": \"hunter2\"}", "{\"keys\": [1]}",
                "-----BEGIN PUBLIC KEY-----\nhunter2\n-----END PUBLIC KEY-----")) {
            assertThatExceptionOfType(ConfigurationException.class).isThrownBy(() -> issuers(content))
                    .withMessageStartingWith("issuer.jwt.\"portal\".jwks must ").withMessageNotContaining("hunter2");
        }
    }

    @Test
    void oneIssOfTwoIssuers_refused() {
        Map<String, String> properties = new HashMap<>(issuer("portal", "https://hunter2"));
        properties.putAll(issuer("github", "https://hunter2"));

        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> new JwtIssuers(SecretsForTests.issuer(properties), Clock.systemUTC()))
                .withMessageContaining(".iss is another issuer's too").withMessageNotContaining("hunter2");
    }

    private static Map<String, String> issuer(String name, String iss) {
        String key = "issuer.jwt.\"" + name + "\".";
        return Map.of(key + "iss", iss, key + "jwks", "https://issuer.example/jwks", key + "audiences", "dsn-issuer");
    }

    private JwtIssuers issuers(String keys) throws IOException {
        Map<String, String> properties = new HashMap<>(issuer("portal", JwtIssuer.ISSUER));
        properties.put("issuer.jwt.\"portal\".jwks", Files.writeString(folder.resolve("keys"), keys).toUri().toString());
        return new JwtIssuers(SecretsForTests.issuer(properties), Clock.systemUTC());
    }

    private static String subject(JwtIssuers issuers, String jwt) {
        return issuers.of(jwt).subject(jwt, Deadline.in(Duration.ofSeconds(1)));
    }

    private static void assertRefused(JwtIssuers issuers, String jwt, Reason reason) {
        assertThatExceptionOfType(RefusedException.class).isThrownBy(() -> subject(issuers, jwt))
                .satisfies(e -> assertThat(e.reason).isEqualTo(reason));
    }

    private record Signer(String algorithm, PublicJsonWebKey key) {

        String jwt(String keyId) {
            return JwtIssuer.jwt(algorithm, key.getPrivateKey(), keyId, claims -> {
            }, jws -> jws);
        }
    }
}
