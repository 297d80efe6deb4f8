package dev.dsnissuer.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import dev.dsnissuer.standin.Envelope;
import dev.dsnissuer.testing.FunctionTest;
import io.quarkus.test.junit.QuarkusTest;
import io.sentry.Sentry;

/** An issued DSN works: Sentry's own SDK sends an event with it, and the event arrives under that key. */
@QuarkusTest
class SentrySdkTest extends FunctionTest {

    @AfterEach
    void close() {
        Sentry.close();
    }

    @Test
    void issuedDsn_takesEvents() {
        capture(dsn(issue(body("checkout-eu", "")), 201), "Out of stock");

        Envelope envelope = envelopes().get(0);
        assertThat(envelope.publicKey()).isEqualTo(issuedKeys().get(0).publicKey);
        assertThat(envelope.text()).contains("\"type\":\"event\"", "Out of stock");
    }

    @Test
    void replayedDsn_sameKey() {
        issue(body("checkout-eu", ""));
        capture(dsn(issue(body("checkout-eu", "")), 200), "Again");

        assertThat(envelopes()).extracting(Envelope::publicKey).containsOnly(issuedKeys().get(0).publicKey);
    }

    @Test
    void deactivatedKey_takesNone() {
        String dsn = dsn(issue(body("checkout-eu", "")), 201);
        issuedKeys().get(0).active = false;
        capture(dsn, "Too late");

        assertThat(envelopes()).isEmpty();
    }

    private static void capture(String dsn, String message) {
        Sentry.init(options -> {
            options.setDsn(dsn);
            options.setEnableUncaughtExceptionHandler(false);
        });
        Sentry.captureMessage(message);
        // Sends the events that are queued.
        Sentry.close();
    }

    private List<Envelope> envelopes() {
        return standIn.envelopes().stream().filter(envelope -> envelope.projectId().equals(Long.toString(project.id))).toList();
    }
}
