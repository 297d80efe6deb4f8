package dev.dsnissuer.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import dev.dsnissuer.testing.AuditLines;
import dev.dsnissuer.testing.ClockForTests;
import dev.dsnissuer.testing.FunctionTest;
import dev.dsnissuer.testing.SecretsManagerResource;
import dev.dsnissuer.testing.SecretsManagerServer;
import dev.dsnissuer.testing.StandInResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/**
 * The function primes itself before a SnapStart snapshot, and leaves nothing of it behind. Two of its requests meet a
 * Sentry that refuses every connection, so they last until the deadline, which is short here.
 */
@QuarkusTest
@WithTestResource(value = StandInResource.class, initArgs = @ResourceArg(name = StandInResource.DEADLINE, value = "2s"))
@WithTestResource(SecretsManagerResource.class)
class PrimingTest extends FunctionTest {

    SecretsManagerServer aws;
    @Inject
    Priming priming;
    @Inject
    ClockForTests clock;

    @Test
    void snapshot_noCallMadeAndNoSecretKept() {
        clock.advance(Duration.ofHours(1));
        dsn(sentUntilAnswered(body("before", ""), 10));
        standIn.forgetCalls();
        int reads = aws.reads();

        try (AuditLines audit = new AuditLines()) {
            priming.beforeCheckpoint(null);
            priming.afterRestore(null);

            assertThat(audit.records()).isEmpty();
            assertThat(standIn.calls()).isEmpty();
            assertThat(aws.reads()).isEqualTo(reads);

            dsn(issue(body("after", "")), 201);
            assertThat(audit.read()).hasSize(1);
        }
        // The secrets that were read before the snapshot are not in it.
        assertThat(aws.reads()).isEqualTo(reads + 1);
        assertThat(calledMethods()).containsExactly("GET", "POST");
    }

    @Test
    void requestsOfThePriming_allAnsweredAsExpected() throws Exception {
        assertThat(priming.prime(2).requests()).isEqualTo(18);
    }
}
