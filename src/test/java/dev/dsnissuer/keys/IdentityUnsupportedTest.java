package dev.dsnissuer.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.dsnissuer.standin.Profile;
import dev.dsnissuer.testing.ClockForTests;
import dev.dsnissuer.testing.FunctionTest;
import io.quarkus.test.junit.QuarkusTest;

/** A server that ignores chosen public keys must not get a stray key each time that a sender comes back. */
@QuarkusTest
class IdentityUnsupportedTest extends FunctionTest {

    private static final Duration HOUR = Duration.ofHours(1);

    @Inject
    ClockForTests clock;

    private static int tests = -20;

    /** Every test has three hours of its own in the past, so that what the function remembers then is over for other tests. */
    @BeforeEach
    void hoursAgo() {
        clock.reset();
        clock.advance(HOUR.multipliedBy(3 * tests++));
    }

    @AfterEach
    void now() {
        clock.reset();
    }

    @Test
    void publicKeyIgnored_strayDeactivated() {
        standIn.be(Profile.IGNORING_PUBLIC);

        assertProblem(issue(body("x", "")), 502, "identity-unsupported");

        assertThat(calledMethods()).containsExactly("GET", "POST", "PUT");
        assertThat(issuedKeys()).hasSize(1).noneMatch(key -> key.active);
    }

    @ParameterizedTest
    @EnumSource(names = { "IGNORING_PUBLIC", "GLITCHTIP" })
    void sendersComeBack_oneStrayAnHour(Profile profile) {
        standIn.be(profile);
        for (int delivery = 0; delivery < 5; delivery++) {
            assertProblem(issue(body("x" + delivery, "")), 502, "identity-unsupported");
        }
        assertThat(issuedKeys()).hasSize(1);

        clock.advance(HOUR.minusSeconds(5));
        assertProblem(issue(body("x", "")), 502, "identity-unsupported");
        assertThat(issuedKeys()).hasSize(1);

        clock.advance(Duration.ofSeconds(10));
        assertProblem(issue(body("x", "")), 502, "identity-unsupported");
        assertThat(issuedKeys()).hasSize(2);
    }

    /** Whatever was issued before the server changed is still found. */
    @Test
    void issuedEarlier_replayed() {
        String dsn = dsn(issue(body("x", "")), 201);
        standIn.be(Profile.IGNORING_PUBLIC);
        assertProblem(issue(body("y", "")), 502, "identity-unsupported");

        assertThat(dsn(issue(body("x", "")), 200)).isEqualTo(dsn);
    }
}
