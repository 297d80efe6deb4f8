package dev.dsnissuer.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assertions.assertTimeout;

import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.logging.LogRecord;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;

import dev.dsnissuer.callers.JwtPriming;
import dev.dsnissuer.lambda.Priming.Primed;
import dev.dsnissuer.secrets.SecretStore;
import dev.dsnissuer.secrets.Secrets;
import dev.dsnissuer.sentry.Deadline;
import dev.dsnissuer.sentry.SentryTarget;
import dev.dsnissuer.standin.Fault;
import dev.dsnissuer.standin.StandIn;
import dev.dsnissuer.testing.AuditLines;
import dev.dsnissuer.testing.ClockForTests;
import dev.dsnissuer.testing.FunctionTest;
import dev.dsnissuer.testing.SecretsManagerResource;
import dev.dsnissuer.testing.SecretsManagerServer;
import dev.dsnissuer.testing.StandInResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.vertx.core.Vertx;

/**
 * The function primes itself before a SnapStart snapshot, and leaves nothing of it behind. Two of its requests meet a
 * Sentry that refuses every connection, so they last until the deadline, which is short here.
 */
@QuarkusTest
@WithTestResource(value = StandInResource.class, initArgs = @ResourceArg(name = StandInResource.DEADLINE, value = "2s"))
@WithTestResource(SecretsManagerResource.class)
class PrimingTest extends FunctionTest {

    /** How many kinds of requests the priming sends. */
    static final int KINDS = 9;

    SecretsManagerServer aws;
    @Inject
    Priming priming;
    @Inject
    ClockForTests clock;
    @Inject
    SecretStore secrets;
    @Inject
    JwtPriming jwts;
    @Inject
    PrimingNetwork network;
    @Inject
    SentryTarget sentry;
    @Inject
    Vertx vertx;

    @AfterEach
    void answerAgain() {
        standIn.accept();
        standIn.inject(Fault.NONE);
        aws.delay(0);
    }

    @Test
    void snapshot_nothingMadeAndNoSecretKeptOrSent() {
        clock.advance(Duration.ofHours(1));
        dsn(sentUntilAnswered(body("before", ""), 10));
        standIn.forgetCalls();
        int keys = project.keys().size();
        int reads = aws.reads();
        int asked = aws.requests().size();
        List<String> tokens = new CopyOnWriteArrayList<>();
        List<String> connections = new CopyOnWriteArrayList<>();
        standIn.inject((request, call, sentry) -> {
            tokens.add(request.getHeader("Authorization"));
            connections.add(request.getHeader("Connection"));
            Fault.NONE.strike(request, call, sentry);
        });

        try (AuditLines audit = new AuditLines()) {
            priming.beforeCheckpoint(null);

            assertThat(audit.records()).isEmpty();
            // How many there are depends on the time that there was for them.
            assertThat(standIn.calls()).hasSizeBetween(1, 12).allSatisfy(call -> {
                assertThat(call.method()).isEqualTo("GET");
                assertThat(call.path()).startsWith("/api/0/projects/priming/priming-");
            });
            assertThat(tokens).isNotEmpty().allSatisfy(token -> assertThat(token).startsWith("Bearer ")
                    .doesNotContain(StandIn.TOKEN));
            assertThat(connections).containsOnly("close");
            assertThat(project.keys()).hasSize(keys);
            assertThat(aws.reads()).isEqualTo(reads);
            assertThat(aws.requests()).hasSizeBetween(asked + 1, asked + 6);
            assertThat(aws.requests().subList(asked, aws.requests().size())).allSatisfy(
                    request -> assertThat(request).contains("Credential=", "Connection=[close]").doesNotContain(
                            SecretsManagerServer.SECRET_ID, System.getProperty("aws.accessKeyId"),
                            System.getProperty("aws.sessionToken")));

            priming.afterRestore(null);
            // The secrets that were read before the snapshot are not in it: they are read again, before a request comes.
            await().untilAsserted(() -> assertThat(aws.reads()).isEqualTo(reads + 1));
            standIn.forgetCalls();
            dsn(issue(body("after", "")), 201);
            assertThat(audit.read()).hasSize(1);
        }
        assertThat(aws.reads()).isEqualTo(reads + 1);
        assertThat(calledMethods()).containsExactly("GET", "POST");
    }

    @Test
    void requestsOfThePriming_allAnsweredAsExpected() throws Exception {
        assertThat(priming.prime(2)).isEqualTo(new Primed(2 * KINDS, List.of()));
    }

    @Test
    void serversThatDoNotAnswer_saidAndTheRestPrimed() {
        standIn.refuse();
        aws.delay(5000);

        try (AuditLines lines = new AuditLines(Priming.class.getName())) {
            priming.beforeCheckpoint(null);

            // How many there is time for depends on the machine.
            assertThat(lines.records()).extracting(PrimingTest::text).satisfiesExactly(
                    line -> assertThat(line).matches("Primed with [1-9]\\d+ requests"),
                    line -> assertThat(line).isEqualTo("The snapshot is not primed for calls to servers that did not answer:"
                            + " Sentry, AWS Secrets Manager"));
        }
    }

    @Test
    void primingFails_saidAndNothingMadeUpStays() {
        PrimingLocal failing = new PrimingLocal(secrets, sentry, vertx) {
            @Override
            int prime(PrimingRequests requests, Secrets madeUp, int rounds) throws IOException {
                assertThat(secrets.isPriming()).isTrue();
                throw new IOException("so it is");
            }
        };

        try (AuditLines lines = new AuditLines(Priming.class.getName())) {
            new Priming(secrets, jwts, failing, network, new ObjectMapper(), clock).beforeCheckpoint(null);

            assertThat(lines.records()).extracting(PrimingTest::text)
                    .containsExactly("The snapshot is not primed: so it is");
        }
        assertThat(secrets.isPriming()).isFalse();
        try (AuditLines audit = new AuditLines()) {
            dsn(sentUntilAnswered(body("after-failing", ""), 10));
            assertThat(audit.read()).isNotEmpty();
        }
    }

    /** There is time for few of the reads. */
    @Test
    void documentReadSlowly_stoppedWhenTheTimeIsOver() throws Exception {
        try (MadeUpDocument document = new MadeUpDocument(vertx, Secrets.madeUp(new MadeUpCaller(null).settings()))) {
            assertTimeout(Duration.ofSeconds(15),
                    () -> assertThat(secrets.readWhilePriming(document.url(), 50_000, Duration.ofSeconds(2))).isTrue());
        }
    }

    /** One read is tried, however little time there is. */
    @Test
    void documentThatCannotBeRead_said() {
        assertThat(secrets.readWhilePriming(URI.create("http://127.0.0.1:1"), 50, Duration.ofNanos(1))).isFalse();
    }

    @Test
    void requestsWhenTheTimeIsOver_notSent() throws Exception {
        PrimingRequests requests = new PrimingRequests(new ObjectMapper(), clock, new MadeUpCaller(null));

        assertThat(requests.everyKind("any", "any", Deadline.in(Duration.ZERO))).isZero();
        assertThat(standIn.calls()).isEmpty();
    }

    private static String text(LogRecord line) {
        return line.getParameters() == null ? line.getMessage() : String.format(line.getMessage(), line.getParameters());
    }
}
