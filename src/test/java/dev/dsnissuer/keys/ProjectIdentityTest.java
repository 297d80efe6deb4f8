package dev.dsnissuer.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import jakarta.inject.Inject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.dsnissuer.standin.Answer;
import dev.dsnissuer.standin.Fault;
import dev.dsnissuer.standin.Faults;
import dev.dsnissuer.standin.Profile;
import dev.dsnissuer.standin.Project;
import dev.dsnissuer.standin.StandIn;
import dev.dsnissuer.testing.ClockForTests;
import dev.dsnissuer.testing.FunctionTest;
import dev.dsnissuer.testing.StandInResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/**
 * A key is of its project and its name, whatever the project is called: projects are renamed, and slugs given to others.
 * Where a test says "restarted", the clock passes the five minutes for which an instance remembers a project's id: it then
 * knows as little as one that was just started.
 */
@QuarkusTest
class ProjectIdentityTest extends FunctionTest {

    @Inject
    ClockForTests clock;

    @AfterEach
    void now() {
        clock.reset();
    }

    private void restart() {
        clock.advance(Duration.ofMinutes(5));
    }

    private Response issueIn(String spelling, String name) {
        return post(StandInResource.TOKEN,
                "{\"organization\": \"acme\", \"project\": \"%s\", \"name\": \"%s\"}".formatted(spelling, name));
    }

    // --- One project, two spellings ---

    @Test
    void slugAndId_oneKey() {
        String bySlug = dsn(issue(body("x", "")), 201);

        for (String id : new String[] { Long.toString(project.id), "000" + project.id }) {
            assertThat(dsn(issueIn(id, "x"), 200)).isEqualTo(bySlug);
        }
        assertThat(issuedKeys()).hasSize(1);
    }

    // --- Calls to Sentry ---

    @Test
    void idSpelt_new2Replay1() {
        String id = Long.toString(project.id);
        dsn(issueIn(id, "x"), 201);
        assertThat(calledMethods()).containsExactly("GET", "POST");
        standIn.forgetCalls();

        dsn(issueIn(id, "x"), 200);
        assertThat(calledMethods()).containsExactly("GET");
    }

    @ParameterizedTest
    @ValueSource(ints = { 10, 10_000 })
    void knownProject_callsDoNotGrowWithTheKeys(int keys) {
        standIn.addKeys(project, keys);
        dsn(issue(body("first", "")), 201);
        standIn.forgetCalls();

        dsn(issue(body("x", "")), 201);
        assertThat(calledMethods()).containsExactly("GET", "POST");
        standIn.forgetCalls();

        dsn(issue(body("x", "")), 200);
        assertThat(calledMethods()).containsExactly("GET");
    }

    @Test
    void firstSightOfASlug_firstPageAnswersBoth_new2Replay1() {
        dsn(issue(body("x", "")), 201);
        assertThat(calledMethods()).containsExactly("GET", "POST");
        restart();
        standIn.forgetCalls();

        dsn(issue(body("x", "")), 200);
        assertThat(calledMethods()).containsExactly("GET");
    }

    @Test
    void firstSightOfASlug_manyKeys_new3Replay2() {
        standIn.addKeys(project, 10_000);
        dsn(issue(body("x", "")), 201);
        assertThat(calledMethods()).containsExactly("GET", "GET", "POST");
        standIn.addKeys(project, 100);
        restart();
        standIn.forgetCalls();

        dsn(issue(body("x", "")), 200);
        assertThat(calledMethods()).containsExactly("GET", "GET");
    }

    @Test
    void projectWithoutKeys_new3() {
        standIn.addEmptyProject(StandIn.ORGANIZATION, slug + "-empty");

        dsn(issueIn(slug + "-empty", "x"), 201);

        assertThat(calledMethods()).containsExactly("GET", "GET", "POST");
        assertThat(standIn.calls().get(1).path()).isEqualTo("/api/0/projects/acme/" + slug + "-empty/");
    }

    @Test
    void serverThatLeavesTheIdOut_new3ThenReplay1() {
        standIn.be(Profile.OLD);
        dsn(issue(body("x", "")), 201);
        assertThat(calledMethods()).containsExactly("GET", "GET", "POST");
        standIn.forgetCalls();

        dsn(issue(body("x", "")), 200);
        assertThat(calledMethods()).containsExactly("GET");
    }

    @Test
    void rememberedForFiveMinutes() {
        dsn(issue(body("x", "")), 201);
        clock.advance(Duration.ofMinutes(5).minusSeconds(5));
        standIn.forgetCalls();

        dsn(issue(body("y", "")), 201);

        assertThat(standIn.calls().get(0).path()).matches(".*/keys/[0-9a-f]{32}/");
        clock.advance(Duration.ofSeconds(10));
        standIn.forgetCalls();
        dsn(issue(body("z", "")), 201);
        assertThat(standIn.calls().get(0).path()).endsWith("/keys/");
    }

    // --- A renamed project ---

    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void renamed_sameKeys(boolean isRestarted) {
        String before = dsn(issue(body("x", "")), 201);
        standIn.rename(project, slug + "-new");
        if (isRestarted) {
            restart();
        }

        assertThat(json(assertProblem(issue(body("x", "")), 409, "project-moved")).get("project").asText())
                .isEqualTo(slug + "-new");
        assertThat(dsn(issueIn(slug + "-new", "x"), 200)).isEqualTo(before);
        assertThat(issuedKeys()).hasSize(1);
    }

    // --- A slug that was given to another project ---

    @ParameterizedTest
    @EnumSource(names = { "CURRENT", "OLD", "RELAY" })
    void slugGivenAway_theNamesOfBothProjects(Profile profile) {
        standIn.be(profile);
        String ofTheFirst = dsn(issue(body("x", "")), 201);
        Project second = giveSlugAway();

        String ofTheSecond = dsn(issue(body("x", "")), 201);

        assertThat(ofTheSecond).endsWith("/" + second.id).isNotEqualTo(ofTheFirst);
        assertThat(dsn(issue(body("x", "")), 200)).isEqualTo(ofTheSecond);
        assertThat(dsn(issueIn(slug + "-new", "x"), 200)).isEqualTo(ofTheFirst);
        assertThat(issuedKeys()).hasSize(1);
        assertThat(second.keys()).hasSize(2);
    }

    @Test
    void slugGivenAway_restarted() {
        String ofTheFirst = dsn(issue(body("x", "")), 201);
        Project second = giveSlugAway();
        restart();

        String ofTheSecond = dsn(issue(body("x", "")), 201);

        assertThat(calledMethods()).containsExactly("GET", "POST", "GET", "POST");
        assertThat(ofTheSecond).endsWith("/" + second.id).isNotEqualTo(ofTheFirst);
    }

    /** The remembered id leads to a POST of the first project's public key, which Sentry refuses. */
    @Test
    void slugGivenAway_knownName_fewCalls() {
        dsn(issue(body("x", "")), 201);
        giveSlugAway();
        standIn.forgetCalls();

        dsn(issue(body("x", "")), 201);

        assertThat(calledMethods()).containsExactly("GET", "POST", "GET", "POST");
    }

    /** The remembered id leads to a key with the first project's public key in the second project. */
    @Test
    void slugGivenAway_newName_wrongKeyDeactivated() {
        dsn(issue(body("x", "")), 201);
        Project second = giveSlugAway();
        standIn.forgetCalls();

        String dsn = dsn(issue(body("y", "")), 201);

        assertThat(calledMethods()).containsExactly("GET", "POST", "PUT", "GET", "GET", "POST");
        assertThat(second.keys()).filteredOn(key -> key.name.equals("y")).hasSize(2)
                .filteredOn(key -> key.active).singleElement()
                .satisfies(key -> assertThat(dsn).contains(key.publicKey).endsWith("/" + second.id));
        assertThat(dsn(issue(body("y", "")), 200)).isEqualTo(dsn);
    }

    /** Whoever was told that the project moved must not be wrong about the slug any more. */
    @Test
    void redirectSeen_slugForgotten() {
        dsn(issue(body("x", "")), 201);
        standIn.rename(project, slug + "-new");
        assertProblem(issue(body("y", "")), 409, "project-moved");
        Project second = standIn.addProject(StandIn.ORGANIZATION, slug);

        assertThat(dsn(issue(body("y", "")), 201)).endsWith("/" + second.id);
        assertThat(dsn(issueIn(slug + "-new", "y"), 201)).endsWith("/" + project.id);
        assertThat(second.keys()).hasSize(2).allMatch(key -> key.active);
    }

    /** Whoever was told that there is no such project must not take another one that gets its slug for it. */
    @Test
    void unknownProjectSeen_slugForgotten() {
        dsn(issue(body("x", "")), 201);
        answer("POST", Answer.of(404, "{\"detail\":\"The requested resource does not exist\"}"));
        assertProblem(issue(body("y", "")), 404, "unknown-project");
        standIn.inject(Fault.NONE);
        Project second = giveSlugAway();
        standIn.forgetCalls();

        assertThat(dsn(issue(body("y", "")), 201)).endsWith("/" + second.id);
        assertThat(calledMethods()).containsExactly("GET", "POST");
        assertThat(second.keys()).hasSize(2).allMatch(key -> key.active);
    }

    /** The slug moves on between the POST of the wrong key and its deactivation. */
    @Test
    void slugGivenAwayTwice_wrongKeyDeactivatedAllTheSame() {
        dsn(issue(body("x", "")), 201);
        Project second = giveSlugAway();
        standIn.inject((request, call, sentry) -> {
            Answer answer = sentry.get();
            if (call.method().equals("POST")) {
                standIn.rename(second, slug + "-again");
            }
            answer.sendTo(request.response());
        });

        assertProblem(issue(body("y", "")), 409, "project-moved");

        assertThat(second.keys()).filteredOn(key -> key.name.equals("y")).singleElement().matches(key -> !key.active);
    }

    /** Sentry fails right after the POST of the wrong key, when it is asked whose the slug is now. */
    @Test
    void slugGivenAway_listFails_wrongKeyDeactivatedAllTheSame() {
        dsn(issue(body("x", "")), 201);
        Project second = giveSlugAway();
        AtomicInteger lists = new AtomicInteger();
        standIn.inject((request, call, sentry) -> {
            boolean isFirstList = call.method().equals("GET") && call.path().endsWith("/keys/") && lists.getAndIncrement() == 0;
            (isFirstList ? Faults.ERROR_500_BEFORE : Fault.NONE).strike(request, call, sentry);
        });

        String dsn = dsn(issue(body("y", "")), 201);

        assertThat(second.keys()).filteredOn(key -> key.name.equals("y")).hasSize(2).filteredOn(key -> key.active)
                .singleElement().satisfies(key -> assertThat(dsn).contains(key.publicKey));
    }

    /** Nobody knows of the wrong key, because the answer that tells of it is lost. */
    @ParameterizedTest
    @ValueSource(ints = { 0, 120 })
    void slugGivenAway_answerLost_wrongKeyDeactivated(int keys) {
        dsn(issue(body("x", "")), 201);
        Project second = giveSlugAway();
        once("POST", Faults.ERROR_500_AFTER);
        standIn.addKeys(second, keys);

        String dsn = dsn(issue(body("y", "")), 201);

        assertThat(second.keys()).filteredOn(key -> key.name.equals("y")).hasSize(2).filteredOn(key -> key.active)
                .singleElement().satisfies(key -> assertThat(dsn).contains(key.publicKey));
    }

    /** Only a slug can change hands: a key that was made for an id and is said to be another project's is nobody's to lose. */
    @ParameterizedTest
    @ValueSource(booleans = { true, false })
    void answerOfAnotherProject_misbehavedAndTheKeyIsLeft(boolean isId) {
        dsn(issue(body("known", "")), 201);
        alter("POST", answer -> Answer.of(answer.status(), answer.body().replace(Long.toString(project.id), "77")));

        assertProblem(isId ? issueIn(Long.toString(project.id), "x") : issue(body("x", "")), 502, "sentry-misbehaved");

        assertThat(issuedKeys()).hasSize(2).allMatch(key -> key.active);
    }

    @Test
    void answersOfAnotherProjectThanTheId_misbehaved() {
        String key = project.keys().get(0).publicKey;
        alter("GET", answer -> Answer.of(answer.status(), answer.body().replace(Long.toString(project.id), "77")));

        Map<String, String> id = Map.of("project", Long.toString(project.id));
        assertProblem(get(id), 502, "sentry-misbehaved");
        assertProblem(delete(Map.of("project", Long.toString(project.id), "key", key)), 502, "sentry-misbehaved");
        assertThat(project.keys()).allMatch(kept -> kept.active);
    }

    /** What is hashed and logged as an id must be one. */
    @Test
    void projectIdThatIsNoNumber_misbehaved() {
        alter("GET", answer -> Answer.of(answer.status(),
                answer.body().replace("\"projectId\":" + project.id, "\"projectId\":\"a/b\\n\"")));

        assertProblem(issue(body("x", "")), 502, "sentry-misbehaved");
        assertThat(calledMethods()).containsExactly("GET");
    }

    /** Without the header nobody knows whether the first page is the only one. */
    @Test
    void listWithoutALinkHeader_keyAskedForAllTheSame() {
        String dsn = dsn(issue(body("x", "")), 201);
        standIn.addKeys(project, 120);
        restart();
        alter("GET", answer -> new Answer(answer.status(), Map.of("Content-Type", "application/json"), answer.body()));

        assertThat(dsn(issue(body("x", "")), 200)).isEqualTo(dsn);
    }

    /** Another instance's POST, whose answer was lost, has left the first project's key in the second one. */
    @Test
    void keyOfTheFirstProjectInTheSecond_notAnswered() {
        dsn(issue(body("x", "")), 201);
        Project second = giveSlugAway();
        String wrong = PublicKeys.derive(Long.toString(project.id), "y", StandInResource.DERIVATION_SECRET);
        createBesides("{\"name\": \"y\", \"public\": \"%s\"}".formatted(wrong));

        assertThat(dsn(issue(body("y", "")), 201)).doesNotContain(wrong).endsWith("/" + second.id);
    }

    /** The first page holds null in the place of the key: only the call for the key itself tells that it is there. */
    @Test
    void keyThatSentryCannotWrite_noSecondKey() {
        dsn(issue(body("x", "")), 201);
        issuedKeys().get(0).unreadable = true;
        restart();
        standIn.forgetCalls();

        assertProblem(issue(body("x", "")), 502, "sentry-misbehaved");
        assertThat(calledMethods()).containsExactly("GET", "GET");
    }

    /** In the other order: the second project is asked for under its slug before it gets the first one's. */
    @Test
    void secondProjectKnownBefore_keepsItsKeys() {
        Project second = standIn.addProject(StandIn.ORGANIZATION, slug + "-second");
        String before = dsn(issueIn(slug + "-second", "x"), 201);
        dsn(issue(body("x", "")), 201);
        standIn.rename(project, slug + "-old");
        standIn.rename(second, slug);

        assertThat(dsn(issue(body("x", "")), 200)).isEqualTo(before);
        assertThat(second.keys()).hasSize(2);
    }

    @Test
    void slugGivenAway_findListDeactivateAndChange() {
        dsn(issue(body("x", "")), 201);
        Project second = standIn.addProject(StandIn.ORGANIZATION, slug + "-second");
        String ofTheSecond = dsn(issueIn(slug + "-second", "x"), 201);
        standIn.rename(project, slug + "-old");
        standIn.rename(second, slug);

        assertThat(list(Map.of("name", "x")).get("keys").findValuesAsText("dsn")).containsExactly(ofTheSecond);
        assertThat(list(Map.of("name", "unheard-of")).get("keys")).isEmpty();
        assertThat(delete(Map.of("name", "x")).statusCode()).isEqualTo(204);

        assertThat(project.keys()).allMatch(key -> key.active);
        assertThat(second.keys()).filteredOn(key -> !key.active).hasSize(1);
    }

    private Project giveSlugAway() {
        standIn.rename(project, slug + "-new");
        return standIn.addProject(StandIn.ORGANIZATION, slug);
    }
}
