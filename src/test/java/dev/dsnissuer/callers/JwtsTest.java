package dev.dsnissuer.callers;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

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

import dev.dsnissuer.secrets.IssuerConfig;
import dev.dsnissuer.testing.JwtIssuer;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.jwt.algorithm.SignatureAlgorithm;
import io.smallrye.jwt.auth.principal.DefaultJWTParser;
import io.smallrye.jwt.auth.principal.JWTAuthContextInfo;

/** Every kind of file that keys may be in. */
class JwtsTest {

    @TempDir
    Path folder;

    @Test
    void pem_ofEveryAlgorithm() throws JoseException, IOException {
        for (var signer : List.of(new Signer("RS256", RsaJwkGenerator.generateJwk(2048)),
                new Signer("ES256", EcJwkGenerator.generateJwk(EllipticCurves.P256)),
                new Signer("EdDSA", OkpJwkGenerator.generateJwk("Ed25519")))) {
            Jwts jwts = jwts(JwtIssuer.pem(signer.key));

            assertThat(jwts.subject(signer.jwt("any"))).as(signer.algorithm).hasValue(JwtIssuer.SUBJECT);
            assertThat(jwts.subject(signer.jwt(null))).hasValue(JwtIssuer.SUBJECT);
            assertThat(jwts.subject(new Signer("RS256", RsaJwkGenerator.generateJwk(2048)).jwt(null))).isEmpty();
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
        Jwts jwts = jwts(new JsonWebKeySet(one.key, two.key, encryption.key).toJson(OutputControlLevel.PUBLIC_ONLY));

        for (String keyId : Arrays.asList("one", null)) {
            assertThat(jwts.subject(one.jwt(keyId))).hasValue(JwtIssuer.SUBJECT);
        }
        assertThat(jwts.subject(two.jwt("two"))).hasValue(JwtIssuer.SUBJECT);
        assertThat(jwts.subject(two.jwt("one"))).isEmpty();
        assertThat(jwts.subject(one.jwt("three"))).isEmpty();
        assertThat(jwts.subject(encryption.jwt(null))).isEmpty();
    }

    private Jwts jwts(String keys) throws IOException {
        Path file = Files.writeString(folder.resolve("keys"), keys);
        var info = new JWTAuthContextInfo();
        info.setIssuedBy(JwtIssuer.ISSUER);
        info.setExpectedAudience(Set.of(JwtIssuer.AUDIENCE));
        info.setSignatureAlgorithm(Set.of(SignatureAlgorithm.RS256, SignatureAlgorithm.ES256, SignatureAlgorithm.EDDSA));
        info.setMaxTimeToLiveSecs(0L);
        IssuerConfig config = new SmallRyeConfigBuilder().withSources(new PropertiesConfigSource(Map.of(), "test", 100))
                .withMapping(IssuerConfig.class).build().getConfigMapping(IssuerConfig.class);
        return new Jwts(new DefaultJWTParser(info), config, Clock.systemUTC(), Optional.of(file.toUri().toString()),
                Optional.of(JwtIssuer.ISSUER), Optional.of(List.of(JwtIssuer.AUDIENCE)));
    }

    private record Signer(String algorithm, PublicJsonWebKey key) {

        String jwt(String keyId) {
            return JwtIssuer.jwt(algorithm, key.getPrivateKey(), keyId, claims -> {
            }, jws -> jws);
        }
    }
}
