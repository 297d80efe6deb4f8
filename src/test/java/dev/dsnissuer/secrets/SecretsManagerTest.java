package dev.dsnissuer.secrets;

import static dev.dsnissuer.testing.Timing.assertTakes;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.dsnissuer.secrets.CallerSettings.MaxRateLimit;
import dev.dsnissuer.testing.ClockForTests;
import dev.dsnissuer.testing.SecretsManagerServer;

/** Secrets from AWS Secrets Manager: when it is asked, and what is served when. */
class SecretsManagerTest {

    private static final Duration PATIENCE = Duration.ofSeconds(2);
    private static final Map<String, String> CONFIGURATION = Map.of("issuer.secrets-manager.secret-id",
            SecretsManagerServer.SECRET_ID);

    private final ClockForTests clock = new ClockForTests();
    private SecretsManagerServer aws;
    private SecretStore store;

    /** The SDK's classes take a while to load, which is no failure of AWS's. */
    @BeforeAll
    static void warm() {
        ClockForTests clock = new ClockForTests();
        SecretsManagerServer aws = new SecretsManagerServer(document("one"));
        SecretStore store = SecretsForTests.store(clock, CONFIGURATION);
        try {
            for (int tries = 0; tries < 10 && !isRead(store); tries++) {
                clock.advance(Duration.ofSeconds(1));
            }
        } finally {
            aws.close();
        }
    }

    @BeforeEach
    void start() {
        clock.freeze();
        aws = new SecretsManagerServer(document("one"));
        store = SecretsForTests.store(clock, CONFIGURATION);
    }

    @AfterEach
    void stop() {
        aws.close();
    }

    @Test
    void prefetched_notReadAgainWhenNeeded() {
        store.prefetch();
        assertThat(aws.reads()).isEqualTo(1);

        store.current(PATIENCE);
        assertThat(aws.reads()).isEqualTo(1);
    }

    @Test
    void prefetchFailed_readAtOnceWhenNeeded() {
        aws.fail(400);
        store.prefetch();
        aws.fail(0);

        assertThat(store.current(PATIENCE).sentryAuthToken()).isEqualTo("one");
    }

    @Test
    void everyMember() {
        aws.hold("{\"sentry-auth-token\": \"t\", \"derivation-secret\": \"0123456789abcdef0123456789abcdef\","
                + " \"previous-derivation-secrets\": [\"abcdef0123456789abcdef0123456789\"],"
                + " \"callers\": {\"checkout-ci\": {\"projects\": [\"acme/checkout\"], \"operations\": [\"issue\"],"
                + " \"token-sha256\": [\"0a\"], \"webhook-secrets\": [\"whsec_x\", \"whsec_y\"], \"jwt-issuer\": \"github\","
                + " \"jwt-subjects\": [\"repo:*\"], \"max-rate-limit\": {\"count\": 1000, \"window\": 3600}}}}");

        Secrets secrets = store.current(PATIENCE);

        assertThat(secrets.sentryAuthToken()).isEqualTo("t");
        assertThat(secrets.derivationSecret()).isEqualTo("0123456789abcdef0123456789abcdef");
        assertThat(secrets.previousDerivationSecrets()).containsExactly("abcdef0123456789abcdef0123456789");
        assertThat(secrets.callers()).isEqualTo(Map.of("checkout-ci",
                new CallerSettings(List.of("acme/checkout"), List.of("issue"), List.of("0a"), List.of("whsec_x", "whsec_y"),
                        "github", List.of("repo:*"), new MaxRateLimit("1000", "3600"))));
    }

    @Test
    void readWhenNeededAndNotBefore() {
        assertThat(aws.reads()).isZero();
        store.current(PATIENCE);
        store.current(PATIENCE);
        assertThat(aws.reads()).isEqualTo(1);
    }

    @Test
    void fiveMinutesOld_readAgain() {
        store.current(PATIENCE);
        aws.hold(document("two"));
        clock.advance(Duration.ofSeconds(299));
        assertThat(token()).isEqualTo("one");
        clock.advance(Duration.ofSeconds(1));
        assertThat(token()).isEqualTo("two");
    }

    @Test
    void refused_readAgainAtMostEveryTenSeconds() {
        Secrets one = store.current(PATIENCE);
        aws.hold(document("two"));
        // At once, although they were read a moment ago: only reads on account of a refusal count.
        Secrets two = store.newerThan(one, PATIENCE).orElseThrow();
        assertThat(two.sentryAuthToken()).isEqualTo("two");
        // Somebody else has read them meanwhile.
        assertThat(store.newerThan(one, PATIENCE)).hasValue(two);
        assertThat(aws.reads()).isEqualTo(2);

        aws.hold(document("three"));
        clock.advance(Duration.ofSeconds(9));
        assertThat(store.newerThan(two, PATIENCE)).isEmpty();
        assertThat(aws.reads()).isEqualTo(2);
        clock.advance(Duration.ofSeconds(1));
        assertThat(store.newerThan(two, PATIENCE)).map(Secrets::sentryAuthToken).hasValue("three");
        assertThat(aws.reads()).isEqualTo(3);
    }

    @Test
    void refusedAndUnchanged_notNewer() {
        Secrets one = store.current(PATIENCE);
        clock.advance(Duration.ofSeconds(10));

        assertThat(store.newerThan(one, PATIENCE)).isEmpty();
        assertThat(aws.reads()).isEqualTo(2);
        assertThat(store.newerThan(one, PATIENCE)).isEmpty();
        assertThat(aws.reads()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "{", "[]", "null", "\"x\"", "{}", "{\"sentry-auth-token\": \"hunter2\"}",
            "{\"sentry-auth-token\": 5, \"derivation-secret\": \"0123456789abcdef0123456789abcdef\"}",
            "{\"sentry-auth-token\": \"t\", \"derivation-secret\": \"0123456789abcdef0123456789abcdef\", \"x\": 1}",
            "{\"sentry-auth-token\": \"t\", \"derivation-secret\": \"0123456789abcdef0123456789abcdef\"} x",
            "{\"sentry-auth-token\": \"t\", \"derivation-secret\": \"0123456789abcdef0123456789abcdef\","
                    + " \"sentry-auth-token\": \"u\"}",
            "{\"sentry-auth-token\": \"t\", \"derivation-secret\": \"0123456789abcdef0123456789abcdef\","
                    + " \"webhook-secrets\": {\"a\": [\"hunter2\"]}}",
            "{\"hunter2\": \"t\", \"derivation-secret\": \"0123456789abcdef0123456789abcdef\"}",
            "{\"sentry-auth-token\": \"t\", \"derivation-secret\": \"0123456789abcdef0123456789abcdef\","
                    + " \"previous-derivation-secrets\": [null]}" })
    void uselessDocument_theLastGoodOneServes(String document) {
        aws.hold(document);
        assertThatExceptionOfType(UnavailableException.class).isThrownBy(() -> store.current(PATIENCE))
                .withMessageNotContaining("hunter2");
        aws.hold(document("one"));
        clock.advance(Duration.ofSeconds(1));
        assertThat(token()).isEqualTo("one");
        aws.hold(document);
        clock.advance(Duration.ofMinutes(6));
        assertThat(token()).isEqualTo("one");
    }

    @Test
    void down_theLastGoodOnesServeForAnHour() {
        store.current(PATIENCE);
        aws.fail(500);
        for (int minute = 5; minute < 60; minute += 5) {
            clock.advance(Duration.ofMinutes(5));
            assertThat(token()).isEqualTo("one");
        }
        clock.advance(Duration.ofMinutes(5));
        assertThatExceptionOfType(UnavailableException.class).isThrownBy(() -> store.current(PATIENCE));
        aws.fail(0);
        clock.advance(Duration.ofSeconds(1));
        assertThat(token()).isEqualTo("one");
    }

    @Test
    void down_notAskedByEveryRequest() {
        store.current(PATIENCE);
        clock.advance(Duration.ofMinutes(5));
        aws.fail(400);
        token();
        int reads = aws.reads();
        token();
        clock.advance(Duration.ofSeconds(9));
        token();
        assertThat(aws.reads()).isEqualTo(reads);
        clock.advance(Duration.ofSeconds(1));
        token();
        assertThat(aws.reads()).isGreaterThan(reads);
    }

    @Test
    void none_askedOnceASecond() {
        aws.fail(400);
        for (int i = 0; i < 20; i++) {
            assertThatExceptionOfType(UnavailableException.class).isThrownBy(() -> store.current(PATIENCE));
        }
        assertThat(aws.reads()).isEqualTo(1);
        clock.advance(Duration.ofSeconds(1));
        assertThatExceptionOfType(UnavailableException.class).isThrownBy(() -> store.current(PATIENCE));
        assertThat(aws.reads()).isEqualTo(2);
    }

    @Test
    void silent_givenUpInTime() {
        aws.delay(3000);

        assertTakes(Duration.ZERO, Duration.ofSeconds(1), () -> {
            assertThatExceptionOfType(UnavailableException.class)
                    .isThrownBy(() -> store.current(Duration.ofMillis(300)));
            clock.advance(Duration.ofSeconds(1));
        });
        // No time is left at all.
        int reads = aws.reads();
        assertThatExceptionOfType(UnavailableException.class).isThrownBy(() -> store.current(Duration.ZERO));
        assertThat(aws.reads()).isEqualTo(reads);
    }

    @Test
    void noSuchSecret_none() {
        aws.hold(null);

        assertThatExceptionOfType(UnavailableException.class).isThrownBy(() -> store.current(PATIENCE));
    }

    private static boolean isRead(SecretStore store) {
        try {
            store.current(PATIENCE);
            return true;
        } catch (UnavailableException e) {
            return false;
        }
    }

    private String token() {
        return store.current(PATIENCE).sentryAuthToken();
    }

    private static String document(String token) {
        return "{\"sentry-auth-token\": \"%s\", \"derivation-secret\": \"0123456789abcdef0123456789abcdef\"}".formatted(token);
    }
}
