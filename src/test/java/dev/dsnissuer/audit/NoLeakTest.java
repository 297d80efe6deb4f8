package dev.dsnissuer.audit;

import static dev.dsnissuer.testing.RuntimeApi.event;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import jakarta.inject.Inject;

import org.junit.jupiter.api.Test;

import dev.dsnissuer.standin.Answer;
import dev.dsnissuer.standin.Fault;
import dev.dsnissuer.standin.Faults;
import dev.dsnissuer.standin.StandIn;
import dev.dsnissuer.testing.ClockForTests;
import dev.dsnissuer.testing.FunctionTest;
import dev.dsnissuer.testing.JwtIssuer;
import dev.dsnissuer.testing.SecretsManagerResource;
import dev.dsnissuer.testing.SecretsManagerServer;
import dev.dsnissuer.testing.StandInResource;
import dev.dsnissuer.testing.WebhookSender;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/**
 * No secret is logged, even if the function and every library log at level DEBUG, all kinds of requests come in, and everything
 * fails that can fail.
 */
@QuarkusTest
@WithTestResource(SecretsManagerResource.class)
@WithTestResource(JwtIssuer.class)
@WithTestResource(NoLeakTest.EverythingLogged.class)
@WithTestResource(value = StandInResource.class, initArgs = {
        @ResourceArg(name = StandInResource.READ_TIMEOUT, value = "200"),
        @ResourceArg(name = StandInResource.DEADLINE, value = "500ms") })
class NoLeakTest extends FunctionTest {

    /** Stands in bodies of requests, in tokens that nobody has, and in secret documents that cannot be read. */
    private static final String MARK = "hunter2";

    JwtIssuer issuer;
    SecretsManagerServer aws;
    EverythingLogged everything;
    @Inject
    ClockForTests clock;

    @Test
    void allKindsOfTraffic_noSecretLogged() throws IOException {
        traffic();

        String log = Files.readString(everything.log);
        assertThat(log).as("the log holds what it must").contains("DEBUG", "\"audit\"", "io.vertx.ext.web", "io.netty",
                "org.jboss.resteasy.reactive.common");
        List<String> secrets = List.of(StandIn.TOKEN, StandIn.SECRET_PREFIX, StandInResource.TOKEN,
                StandInResource.READER_TOKEN, StandInResource.DERIVATION_SECRET,
                StandInResource.WEBHOOK_SECRET.substring("whsec_".length()), MARK, "Bearer ", "AWS4-HMAC", "eyJ");
        log.lines().forEach(line -> assertThat(secrets).as(line).noneMatch(line::contains));
    }

    private void traffic() {
        String marked = body("x", ", \"" + MARK + "\": 1");
        dsn(sentUntilAnswered(body("x", ""), 10));
        dsn(sentUntilAnswered(body("x", ""), 10), 200);
        issue(marked);
        issue("{" + marked);
        post(MARK + "-token", body("x", ""));
        given().header("Authorization", "Basic " + MARK).get("/keys");
        post(issuer.jwt(), body("x", ""));
        post(issuer.jwt() + "x", body("x", ""));
        post("eyJhbGciOiJub25lIn0." + MARK + ".", body("x", ""));
        post(issuer.jwt("RS256", issuer.unpublished, claims -> claims.setSubject(MARK)), body("x", ""));
        post(issuer.jwt("RS256", issuer.rsa, claims -> claims.setSubject(MARK)), body("x", ""));
        post(issuer.jwt("RS256", issuer.rsa, claims -> claims.setExpirationTimeMinutesInTheFuture(-5)), body("x", ""));
        WebhookSender.send(StandInResource.WEBHOOK_SECRET, body("x", ""));
        WebhookSender.send(StandInResource.WEBHOOK_SECRET, marked);
        WebhookSender.send("whsec_" + MARK + "0", body("x", ""));
        invoke(event("POST", "/ke ys", "", Map.of("authorization", "Bearer " + MARK)));
        invoke(event("POST", "/%zz", "", Map.of("authorization", "Bearer " + MARK)));
        invoke(event("POST", "/keys", "", Map.of("authorization", "Bearer " + MARK + "\r\n" + MARK)));
        for (Fault fault : Faults.values()) {
            standIn.inject(fault);
            issue(body("faulty", ""));
        }
        answer("GET", Answer.of(200, "{\"secret\": \"" + StandIn.SECRET_PREFIX + "\", \"isActive\": \"" + MARK + "\"}"));
        issue(body("garbled", ""));
        answer("GET", Answer.of(400, "{\"name\": [\"" + MARK + "\"]}"));
        issue(body("refused", ""));
        standIn.inject(Fault.NONE);
        standIn.removeToken(StandIn.TOKEN);
        for (String document : List.of("{\"sentry-auth-token\": \"" + MARK, "{\"" + MARK + "\": \"" + MARK + "\"}",
                "{\"webhook-secrets\": \"" + MARK + "\"}", "{\"sentry-auth-token\": \"" + MARK + "\"}")) {
            aws.hold(document);
            clock.advance(Duration.ofMinutes(6));
            issue(body("x", ""));
        }
        aws.fail(500);
        clock.advance(Duration.ofHours(2));
        issue(body("x", ""));
    }

    /** Logs everything into a file, as an operator might who looks for the cause of a failure. */
    public static class EverythingLogged implements QuarkusTestResourceLifecycleManager {

        private Path log;

        @Override
        public Map<String, String> start() {
            try {
                log = Files.createTempFile("everything", ".log");
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
            log.toFile().deleteOnExit();
            return Map.of("quarkus.log.level", "DEBUG", "quarkus.log.console.level", "ERROR", "quarkus.log.file.enabled",
                    "true", "quarkus.log.file.path", log.toString(),
                    "quarkus.log.category.\"software.amazon.awssdk\".level", "DEBUG",
                    "quarkus.log.category.\"sun.net.www.protocol.http.HttpURLConnection\".level", "DEBUG",
                    "quarkus.rest-client.logging.scope", "all", "quarkus.rest-client.logging.body-limit", "10000",
                    // The HTTP client of the tests themselves.
                    "quarkus.log.category.\"org.apache.http\".level", "OFF");
        }

        @Override
        public void inject(TestInjector injector) {
            injector.injectIntoFields(this, new TestInjector.MatchesType(EverythingLogged.class));
        }

        @Override
        public void stop() {
            // The file is deleted when the JVM ends.
        }
    }
}
