package dev.dsnissuer.callers;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import javax.net.ssl.SSLContext;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.dsnissuer.secrets.SecretsForTests;
import dev.dsnissuer.testing.JwtIssuer;

/** What priming asks of JWT issuers. */
class JwtPrimingTest {

    private final JwtIssuer silent = new JwtIssuer();
    private final JwtIssuer answering = new JwtIssuer();
    private SSLContext before;

    @BeforeEach
    void rememberWhatIsTrusted() throws Exception {
        before = SSLContext.getDefault();
    }

    @AfterEach
    void stop() {
        silent.stop();
        answering.stop();
        SSLContext.setDefault(before);
    }

    /** The two that are silent would use up the time if the issuers were asked one after the other. */
    @Test
    void issuersThatAreSilent_onlyTheyAreNamed() {
        silent.delay = 15_000;
        String nowhere = silent.start().get(JwtIssuer.JWKS);
        Map<String, String> properties = new HashMap<>();
        properties.putAll(issuer("silent-1", nowhere));
        properties.putAll(issuer("silent-2", nowhere));
        properties.putAll(issuer("that-answers", answering.start().get(JwtIssuer.JWKS)));

        assertThat(priming(properties).unreached(Duration.ofSeconds(3))).isEqualTo(List.of("silent-1", "silent-2"));
        assertThat(answering.fetched).isEqualTo(1);
    }

    private static Map<String, String> issuer(String name, String jwks) {
        String key = "issuer.jwt.\"" + name + "\".";
        return Map.of(key + "iss", "https://" + name, key + "jwks", jwks, key + "audiences", "dsn-issuer");
    }

    private static JwtPriming priming(Map<String, String> properties) {
        return new JwtPriming(new JwtIssuers(SecretsForTests.issuer(properties), Clock.systemUTC()), Clock.systemUTC());
    }
}
