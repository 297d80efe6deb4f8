package dev.dsnissuer.keys;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import dev.dsnissuer.standin.Faults;
import dev.dsnissuer.standin.Profile;
import dev.dsnissuer.testing.FunctionTest;
import dev.dsnissuer.testing.StandInResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/** With {@code issuer.identity=name} a failed POST is repeated only if Sentry has certainly not made the key. */
@QuarkusTest
@WithTestResource(value = StandInResource.class, initArgs = { @ResourceArg(name = "issuer.identity", value = "name"),
        @ResourceArg(name = StandInResource.READ_TIMEOUT, value = "1000"),
        @ResourceArg(name = StandInResource.DEADLINE, value = "4s") })
class NameIdentityResilienceTest extends FunctionTest {

    @BeforeEach
    void glitchTip() {
        standIn.be(Profile.GLITCHTIP);
    }

    @ParameterizedTest
    @EnumSource(value = Faults.class, names = { "RESET_AFTER", "SILENCE_AFTER", "LATE_COMMIT", "ERROR_500_AFTER",
            "HTML_504_AFTER", "CUT_SHORT", "USELESS" })
    void uncertainCreation_lookedForAndFound(Faults fault) {
        once("POST", fault);

        assertThat(dsn(issue(body("x", "")), 200)).contains(issuedKeys().get(0).publicKey);
        assertThat(calledMethods()).containsOnlyOnce("POST");
    }

    @ParameterizedTest
    @EnumSource(value = Faults.class, names = { "RESET_BEFORE", "ERROR_500_BEFORE", "HTML_502", "HTML_503", "EMPTY_408" })
    void uncertainCreation_neverRepeatedBlindly(Faults fault) {
        once("POST", fault);

        assertProblem(issue(body("x", "")), 503, "sentry-unavailable");
        assertThat(calledMethods()).containsOnlyOnce("POST");

        dsn(issue(body("x", "")), 201);
    }

    @ParameterizedTest
    @EnumSource(value = Faults.class, names = { "GATEWAY_503", "THROTTLED", "THROTTLED_OLD", "THROTTLED_SELF_HOSTED" })
    void certainlyNotCreated_repeated(Faults fault) {
        once("POST", fault);

        dsn(issue(body("x", "")), 201);
        assertThat(issuedKeys()).hasSize(1);
    }
}
