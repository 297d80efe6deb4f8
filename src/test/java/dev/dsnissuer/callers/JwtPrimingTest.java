package dev.dsnissuer.callers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import javax.net.ssl.SSLContext;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.dsnissuer.callers.JwtPriming.MadeUpJwt;
import dev.dsnissuer.secrets.SecretsForTests;
import dev.dsnissuer.testing.AuditLines;
import dev.dsnissuer.testing.JwtIssuer;

/** What priming asks of JWT issuers. */
class JwtPrimingTest {

    /** The two that are silent would use up the time if the issuers were asked one after the other. */
    @Test
    void issuersThatAreSilent_onlyTheyAreNamed() throws Exception {
        SSLContext before = SSLContext.getDefault();
        JwtIssuer silent = new JwtIssuer();
        JwtIssuer answering = new JwtIssuer();
        silent.delay = 15_000;
        String nowhere = silent.start().get(JwtIssuer.JWKS);
        Map<String, String> properties = new HashMap<>();
        properties.putAll(issuer("silent-1", nowhere));
        properties.putAll(issuer("silent-2", nowhere));
        properties.putAll(issuer("that-answers", answering.start().get(JwtIssuer.JWKS)));

        try {
            assertThat(priming(properties).unreached(Duration.ofSeconds(3))).isEqualTo(List.of("silent-1", "silent-2"));
            assertThat(answering.fetched).isEqualTo(1);
        } finally {
            silent.stop();
            answering.stop();
            SSLContext.setDefault(before);
        }
    }

    @ParameterizedTest
    @CsvSource({ "sub, priming", "azp, priming", "iss, https://portal", "aud, dsn-issuer" })
    void jwt_saysInTheCallerClaimWhatItMust(String claim, String subject) {
        MadeUpJwt jwt = priming(issuerWithClaim(claim)).begin("priming").orElseThrow();

        assertThat(jwt.issuer()).isEqualTo("portal");
        assertThat(jwt.subject()).isEqualTo(subject);
    }

    @ParameterizedTest
    @ValueSource(strings = { "exp", "nbf", "iat" })
    void claimThatCanNameNobody_noJwtAndSaid(String claim) {
        try (AuditLines lines = new AuditLines(JwtPriming.class.getName())) {
            assertThat(priming(issuerWithClaim(claim)).begin("priming")).isEmpty();
            assertThat(lines.records()).singleElement()
                    .satisfies(line -> assertThat(line.getLevel().getName()).isEqualTo("WARN"));
        }
    }

    private static Map<String, String> issuerWithClaim(String claim) {
        Map<String, String> properties = new HashMap<>(issuer("portal", "https://issuer.example/jwks"));
        properties.put("issuer.jwt.\"portal\".audiences", "dsn-issuer,another");
        properties.put("issuer.jwt.\"portal\".caller-claim", claim);
        return properties;
    }

    private static Map<String, String> issuer(String name, String jwks) {
        String key = "issuer.jwt.\"" + name + "\".";
        return Map.of(key + "iss", "https://" + name, key + "jwks", jwks, key + "audiences", "dsn-issuer");
    }

    private static JwtPriming priming(Map<String, String> properties) {
        return new JwtPriming(new JwtIssuers(SecretsForTests.issuer(properties), Clock.systemUTC()), Clock.systemUTC());
    }
}
