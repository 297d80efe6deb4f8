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
 * The hooks around a SnapStart checkpoint. Two of the requests meet a Sentry that refuses every connection, and last until the
 * deadline.
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
    void nothingLeavesTheMachineAndNothingStays() {
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
        // What was read before the checkpoint did not get into it.
        assertThat(aws.reads()).isEqualTo(reads + 1);
        assertThat(calledMethods()).containsExactly("GET", "POST");
    }

    @Test
    void everyKindOfRequestIsAnsweredAsItMust() throws Exception {
        assertThat(priming.prime(4)).isEqualTo(4);
    }
}
