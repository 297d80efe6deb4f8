package dev.dsnissuer.secrets;

import static dev.dsnissuer.secrets.SecretsForTests.issuer;
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
        Secrets secrets = new Secrets(() -> Optional.of("sntryi_x"), issuer("derived", DERIVATION_SECRET));

        assertThat(secrets.sentryAuthToken()).isEqualTo("sntryi_x");
        assertThat(secrets.derivationSecret()).isEqualTo(DERIVATION_SECRET);
        assertThat(secrets).hasToString("Secrets");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "two words", "line\nbreak", "caf\u00e9" })
    void authToken_refused(String token) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> new Secrets(() -> Optional.of(token), issuer("derived", DERIVATION_SECRET)))
                .withMessageStartingWith("sentry.auth-token ");
    }

    @Test
    void derivationSecret_tooShort() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> new Secrets(() -> Optional.of("sntryi_x"), issuer("derived", DERIVATION_SECRET.substring(1))))
                .withMessageStartingWith("issuer.derivation-secret ")
                .withMessageNotContaining(DERIVATION_SECRET.substring(1));
    }

    @Test
    void derivationSecret_neededForDerivedIdentityOnly() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> new Secrets(() -> Optional.of("sntryi_x"), issuer("derived", null)))
                .withMessageStartingWith("issuer.derivation-secret ");
        assertThat(new Secrets(() -> Optional.of("sntryi_x"), issuer("name", null))).isNotNull();
    }

    @Test
    void previousDerivationSecret_tooShort() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> new Secrets(() -> Optional.of("sntryi_x"), issuer("derived", DERIVATION_SECRET, "hunter2")))
                .withMessageStartingWith("issuer.previous-derivation-secrets ").withMessageNotContaining("hunter2");
    }
}
