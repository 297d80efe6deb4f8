package dev.dsnissuer.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.runtime.configuration.ConfigurationException;

/** Secrets from configuration. */
class SecretStoreTest {

    @Test
    void toString_tellsNothing() {
        Secrets secrets = new Secrets("hunter2", "hunter2", List.of("hunter2"), Map.of("a", new CallerSettings(List.of(), null,
                List.of(), List.of("whsec_hunter2"), null, List.of(), null)));

        assertThat(secrets).hasToString("Secrets");
        assertThat(secrets.callers().get("a")).hasToString("CallerSettings");
        assertThat(store(Map.of()).current(Duration.ZERO).sentryAuthToken()).isEqualTo("sntryi_standin");
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "two words", "line\nbreak", "caf\u00e9" })
    void authToken_refused(String token) {
        assertWrong("sentry.auth-token", token);
    }

    @Test
    void derivationSecret_tooShort() {
        assertWrong("issuer.derivation-secret", "0123456789abcdef0123456789abcde");
    }

    @Test
    void derivationSecret_neededForDerivedIdentityOnly() {
        assertWrong("issuer.derivation-secret", "");
        assertThat(store(Map.of("issuer.derivation-secret", "", "issuer.identity", "name"))).isNotNull();
    }

    @Test
    void previousDerivationSecret_tooShort() {
        assertWrong("issuer.previous-derivation-secrets", "hunter2");
    }

    @Test
    void configurationAlone_neverNewer() {
        SecretStore store = store(Map.of());

        assertThat(store.newerThan(store.current(Duration.ZERO), Duration.ofSeconds(1))).isEmpty();
    }

    private static void assertWrong(String key, String value) {
        assertThatExceptionOfType(ConfigurationException.class).isThrownBy(() -> store(Map.of(key, value)))
                .withMessageStartingWith(key + " ")
                .withMessageNotContainingAny("hunter2", "aHVu", "0123");
    }

    private static SecretStore store(Map<String, String> properties) {
        return SecretsForTests.store(Clock.systemUTC(), properties);
    }
}
