package dev.dsnissuer.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Optional;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.runtime.configuration.ConfigurationException;

class SecretsTest {

    private static final String DERIVATION_SECRET = "0123456789abcdef0123456789abcdef";

    @Test
    void toString_tellsNothing() {
        Secrets secrets = new Secrets(() -> Optional.of("sntryi_x"), () -> Optional.of(DERIVATION_SECRET));

        assertThat(secrets.sentryAuthToken()).isEqualTo("sntryi_x");
        assertThat(secrets.derivationSecret()).isEqualTo(DERIVATION_SECRET);
        assertThat(secrets).hasToString("Secrets");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "two words", "line\nbreak", "caf\u00e9" })
    void authToken_refused(String token) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> new Secrets(() -> Optional.of(token), () -> Optional.of(DERIVATION_SECRET)))
                .withMessageStartingWith("sentry.auth-token ");
    }

    @Test
    void derivationSecret_tooShort() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> new Secrets(() -> Optional.of("sntryi_x"), () -> Optional.of(DERIVATION_SECRET.substring(1))))
                .withMessageStartingWith("issuer.derivation-secret ")
                .withMessageNotContaining(DERIVATION_SECRET.substring(1));
    }
}
