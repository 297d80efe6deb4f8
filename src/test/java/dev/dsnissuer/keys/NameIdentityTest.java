package dev.dsnissuer.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.databind.JsonNode;

import dev.dsnissuer.standin.Answer;
import dev.dsnissuer.standin.Fault;
import dev.dsnissuer.standin.Key;
import dev.dsnissuer.standin.Profile;
import dev.dsnissuer.testing.FunctionTest;
import dev.dsnissuer.testing.StandInResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/** {@code issuer.identity=name}, on a server that ignores the public key it is asked to use. */
@QuarkusTest
@WithTestResource(value = StandInResource.class, initArgs = @ResourceArg(name = "issuer.identity", value = "name"))
class NameIdentityTest extends FunctionTest {

    @BeforeEach
    void glitchTip() {
        standIn.be(Profile.GLITCHTIP);
    }

    @Test
    void newName_listedCreatedAndListed() {
        String dsn = dsn(issue(body("x", "")), 201);

        assertThat(calledMethods()).containsExactly("GET", "POST", "GET");
        assertThat(dsn).contains(issuedKeys().get(0).publicKey);
        assertThat(standIn.calls().get(1).body()).doesNotContain("public");
    }

    @Test
    void nameIssuedBefore_sameDsn_oneCall() {
        String dsn = dsn(issue(body("caf\u00e9", "")), 201);
        standIn.forgetCalls();

        assertThat(dsn(issue(body("cafe\u0301", "")), 200)).isEqualTo(dsn);
        assertThat(calledMethods()).containsExactly("GET");
    }

    @Test
    void otherNames_notTaken() {
        dsn(issue(body("x", "")), 201);

        dsn(issue(body("X", "")), 201);
        dsn(issue(body("x2", "")), 201);
    }

    @ParameterizedTest
    @CsvSource({ "CURRENT, 3", "GLITCHTIP, 6" })
    void manyPages_oneCallEach(Profile profile, int pages) {
        standIn.be(profile);
        String dsn = dsn(issue(body("x", "")), 201);
        standIn.addKeys(project, 250);
        standIn.forgetCalls();

        assertThat(dsn(issue(body("x", "")), 200)).isEqualTo(dsn);
        assertThat(calledMethods()).hasSize(pages).containsOnly("GET");
    }

    @Test
    void moreKeysWithoutACursor_misbehaved() {
        alter("GET", answer -> answer.with("Link", "<https://sentry.io/>; rel=\"next\"; results=\"true\""));

        assertProblem(issue(body("x", "")), 502, "sentry-misbehaved");
        assertThat(issuedKeys()).isEmpty();
    }

    @Test
    void throttledAfterCreating_saysHowLong() {
        AtomicInteger calls = new AtomicInteger();
        alter("GET", answer -> calls.getAndIncrement() == 0 ? answer : Answer.of(429, "").with("Retry-After", "30"));

        assertThat(assertProblem(issue(body("x", "")), 503, "sentry-throttled").header("Retry-After")).isEqualTo("30");
    }

    @Test
    void severalKeysOfTheName_oldestActiveWins() {
        dsn(issue(body("x", "")), 201);
        createBesides("{\"name\": \"x\"}");
        createBesides("{\"name\": \"x\"}");
        List<Key> keys = issuedKeys();

        assertThat(dsn(issue(body("x", "")), 200)).contains(keys.get(0).publicKey);
        keys.get(0).active = false;
        assertThat(dsn(issue(body("x", "")), 200)).contains(keys.get(1).publicKey);
    }

    @Test
    void noActiveKeyOfTheName_deactivated() {
        dsn(issue(body("x", "")), 201);
        issuedKeys().get(0).active = false;

        assertProblem(issue(body("x", "")), 409, "key-deactivated");
        assertThat(issuedKeys()).hasSize(1);
    }

    /** Somebody else makes a key of the name between the function's look and its POST: both callers get the older key. */
    @Test
    void lostRace_theOlderKey() {
        once("POST", (request, call, sentry) -> {
            sentry.get();
            sentry.get().sendTo(request.response());
        });

        assertThat(dsn(issue(body("x", "")), 200)).contains(issuedKeys().get(0).publicKey);
        assertThat(issuedKeys()).hasSize(2);
    }

    /** A server whose pages lead in a circle must not be asked until the deadline. */
    @Test
    void pagesInACircle_misbehaved() {
        standIn.addKeys(project, 120);
        alter("GET", answer -> answer.with("Link", "<x>; rel=\"next\"; results=\"true\"; cursor=\"MDowOjA=\""));

        assertProblem(issue(body("x", "")), 502, "sentry-misbehaved");
        assertThat(calledMethods()).hasSizeLessThanOrEqualTo(2).doesNotContain("POST");
    }

    /** The key that Sentry cannot write may be the one of the name: another one must not be made beside it. */
    @Test
    void keyThatSentryCannotWrite_misbehavedAndNoSecondKey() {
        dsn(issue(body("x", "")), 201);
        issuedKeys().get(0).unreadable = true;

        assertProblem(issue(body("x", "")), 502, "sentry-misbehaved");
        assertThat(issuedKeys()).hasSize(1);
    }

    @Test
    void severalPages_listedAndFound() {
        String dsn = dsn(issue(body("x", "")), 201);
        createBesides("{\"name\": \"x\"}");
        standIn.addKeys(project, 120);

        assertThat(list(Map.of("name", "x")).get("keys").findValuesAsText("dsn")).containsExactly(dsn);
        assertThat(list(Map.of("name", "y")).get("keys")).isEmpty();
        assertProblem(get(Map.of("name", "x", "project", "nowhere")), 404, "unknown-project");
        List<String> names = new ArrayList<>();
        JsonNode page = list(Map.of());
        names.addAll(page.get("keys").findValuesAsText("name"));
        while (!page.get("next").isNull()) {
            page = list(Map.of("cursor", page.get("next").asText()));
            names.addAll(page.get("keys").findValuesAsText("name"));
        }
        assertThat(names).hasSize(123).endsWith("x", "x", "Default");
    }

    /** Strays too, or one of them would take the name over. */
    @Test
    void deactivated_everyKeyOfTheName() {
        standIn.be(Profile.IGNORING_PUBLIC);
        dsn(issue(body("x", "")), 201);
        createBesides("{\"name\": \"x\"}");
        createBesides("{\"name\": \"X\"}");

        assertThat(delete(Map.of("name", "x")).statusCode()).isEqualTo(204);

        assertThat(issuedKeys()).extracting(key -> key.active).containsExactly(false, false, true);
        assertProblem(issue(body("x", "")), 409, "key-deactivated");
        assertThat(delete(Map.of("name", "x")).statusCode()).isEqualTo(204);
        assertProblem(delete(Map.of("name", "y")), 404, "unknown-key");
    }

    /** The key that the name stands for is deactivated last, so that no other key takes its place if the rest fails. */
    @Test
    void deactivationBrokenOff_theNameStandsForTheSameKey() {
        standIn.be(Profile.IGNORING_PUBLIC);
        String dsn = dsn(issue(body("x", "")), 201);
        createBesides("{\"name\": \"x\"}");
        AtomicInteger puts = new AtomicInteger();
        standIn.inject((request, call, sentry) -> {
            if (call.method().equals("PUT") && puts.incrementAndGet() == 2) {
                Answer.of(403, "{}").sendTo(request.response());
            } else {
                Fault.NONE.strike(request, call, sentry);
            }
        });

        assertProblem(delete(Map.of("name", "x")), 502, "sentry-refused");

        assertThat(puts).hasValue(2);
        assertThat(dsn(issue(body("x", "")), 200)).isEqualTo(dsn);
        assertThat(issuedKeys()).extracting(key -> key.active).containsExactly(true, false);
    }

    @Test
    void serverThatCannotDeactivate_misbehaved() {
        dsn(issue(body("x", "")), 201);

        assertProblem(delete(Map.of("name", "x")), 502, "sentry-misbehaved");
    }

    @Test
    void currentSentry_sameDsn() {
        standIn.be(Profile.CURRENT);

        assertThat(dsn(issue(body("x", "")), 201)).isEqualTo(dsn(issue(body("x", "")), 200));
    }

    @Test
    void noSuchProject_unknownProject() {
        assertProblem(issue("{\"organization\": \"acme\", \"project\": \"nowhere\", \"name\": \"x\"}"), 404, "unknown-project");
    }
}
