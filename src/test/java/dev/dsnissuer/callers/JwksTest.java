package dev.dsnissuer.callers;

import static dev.dsnissuer.testing.Timing.assertTakes;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Clock;
import java.time.Duration;
import java.util.List;

import javax.net.ssl.SSLContext;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.dsnissuer.testing.JwtIssuer;

/** What a JWKS may do while it is fetched. */
class JwksTest {

    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private final JwtIssuer issuer = new JwtIssuer();
    private SSLContext before;
    private String location;

    @BeforeEach
    void start() throws Exception {
        before = SSLContext.getDefault();
        location = issuer.start().get(JwtIssuer.JWKS);
    }

    @AfterEach
    void stop() {
        issuer.stop();
        SSLContext.setDefault(before);
    }

    @Test
    void answered_had() {
        assertThat(isHad(PATIENCE)).isTrue();
    }

    /** No single read waits long, but all of them would take minutes. */
    @Test
    void drippingByteAfterByte_givenUpAfterTwoSeconds() {
        issuer.drip = 100;

        assertTakes(Duration.ofMillis(1900), Duration.ofMillis(3000), () -> assertThat(isHad(PATIENCE)).isFalse());
    }

    @Test
    void silent_givenUpWhenTheTimeIsUp() {
        issuer.delay = 15_000;

        assertTakes(Duration.ofMillis(200), Duration.ofMillis(1200), () -> assertThat(isHad(Duration.ofMillis(300))).isFalse());
    }

    @Test
    void redirected_notFollowed() {
        issuer.status = 302;
        issuer.redirect = location;

        assertThat(isHad(PATIENCE)).isFalse();
        assertThat(issuer.fetched).isEqualTo(1);
    }

    @Test
    void larger_thanAMegabyte_refused() {
        issuer.padding = 1 << 20;
        assertThat(isHad(PATIENCE)).isFalse();
        issuer.padding = 1 << 18;
        assertThat(isHad(PATIENCE)).isTrue();
    }

    @Test
    void certificateThatIsNotTrusted_refused() throws Exception {
        SSLContext others = SSLContext.getInstance("TLS");
        others.init(null, null, null);
        SSLContext.setDefault(others);

        assertThat(isHad(PATIENCE)).isFalse();
        assertThat(issuer.fetched).isZero();
    }

    @Test
    void noJwks_notHad() {
        issuer.status = 200;
        assertThat(isHad(PATIENCE)).isFalse();
        issuer.status = null;
        issuer.published = List.of();
        assertThat(isHad(PATIENCE)).isTrue();
    }

    private boolean isHad(Duration patience) {
        return JwtKeys.at(location, "portal", Clock.systemUTC()).current(patience).isPresent();
    }
}
