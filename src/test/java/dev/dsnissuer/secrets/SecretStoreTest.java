package dev.dsnissuer.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.runtime.configuration.ConfigurationException;

/** Secrets from configuration. */
class SecretStoreTest {

    private static final String WEBHOOK_SECRETS = "issuer.callers.\"a\".webhook-secrets";

    @Test
    void toString_tellsNothing() {
        SecretStore store = store(Map.of(WEBHOOK_SECRETS, "whsec_aHVudGVyMg=="));

        assertThat(store.current(Duration.ZERO).sentryAuthToken()).isEqualTo("sntryi_standin");
        assertThat(store.current(Duration.ZERO).webhookSecrets().get("a").get(0).getEncoded()).asString().isEqualTo("hunter2");
        assertThat(store.current(Duration.ZERO)).hasToString("Secrets");
        assertThat(store.toString() + store.current(Duration.ZERO).webhookSecrets()).doesNotContain("hunter2", "aHVudGVyMg",
                "sntryi");
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

    @ParameterizedTest
    @CsvSource({ "hunter2", "whsec_", "whsec_hunter2!", "WHSEC_aHVudGVyMg==", "aHVudGVyMg==", "'whsec_aHVudGVyMg==,hunter2'" })
    void webhookSecret_refused(String secrets) {
        assertWrong(WEBHOOK_SECRETS, secrets);
    }

    @Test
    void webhookSecret_ofOneCallerOnly() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> store(Map.of(WEBHOOK_SECRETS, "whsec_aHVudGVyMg==",
                        "issuer.callers.\"b\".webhook-secrets", "whsec_aHVudGVyMg")))
                .withMessageContaining("webhook-secrets repeats a secret").withMessageNotContaining("aHVu");
        assertThat(store(Map.of(WEBHOOK_SECRETS, "whsec_aHVudGVyMg==,whsec_aHVudGVyMg=="))).isNotNull();
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
