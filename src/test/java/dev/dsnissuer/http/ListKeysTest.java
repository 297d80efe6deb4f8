package dev.dsnissuer.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import com.fasterxml.jackson.databind.JsonNode;

import dev.dsnissuer.standin.Answer;
import dev.dsnissuer.standin.Profile;
import dev.dsnissuer.standin.StandIn;
import dev.dsnissuer.testing.AuditLines;
import dev.dsnissuer.testing.FunctionTest;
import io.quarkus.test.junit.QuarkusTest;

/** GET without a name: the keys of a project, a page at a time. */
@QuarkusTest
class ListKeysTest extends FunctionTest {

    @Test
    void page_newestFirst_withoutASecret() {
        String limited = dsn(issue(body("limited", ", \"rateLimit\": {\"count\": 5, \"window\": 60}")), 201);
        dsn(issue(body("off", "")), 201);
        issuedKeys().get(1).active = false;
        standIn.forgetCalls();

        JsonNode page = list(Map.of());

        assertThat(page.get("keys").findValuesAsText("name")).containsExactly("off", "limited", "Default");
        assertThat(page.get("keys").findValuesAsText("active")).containsExactly("false", "true", "true");
        assertThat(page.at("/keys/1/dsn").asText()).isEqualTo(limited);
        assertThat(page.at("/keys/1/rateLimit")).isEqualTo(json("{\"count\": 5, \"window\": 60}"));
        assertThat(page.at("/keys/0/rateLimit").isNull()).isTrue();
        assertThat(page.at("/keys/0").fieldNames()).toIterable().containsExactlyInAnyOrder("name", "dsn", "active", "rateLimit",
                "createdAt");
        assertThat(page.at("/keys/0/createdAt").asText()).matches("\\d{4}-\\d\\d-\\d\\dT[0-9:.]+Z");
        assertThat(page.get("next").isNull()).isTrue();
        assertThat(page.toString()).doesNotContain("secret", StandIn.SECRET_PREFIX);
        assertThat(calledMethods()).containsExactly("GET");
    }

    @Test
    void othersMadeBetweenThePages_eachKeyOnceInTenPages() {
        standIn.addKeys(project, 999);
        List<String> there = project.keys().stream().map(key -> key.publicKey).toList();
        List<String> listed = new ArrayList<>();
        String cursor = null;
        int pages = 0;
        do {
            JsonNode page = list(cursor == null ? Map.of() : Map.of("cursor", cursor));
            assertThat(page.get("keys")).hasSize(100);
            page.get("keys").findValuesAsText("dsn").forEach(dsn -> listed.add(dsn.replaceAll(".*//|@.*", "")));
            cursor = page.get("next").textValue();
            standIn.addKeys(project, 37);
            pages++;
        } while (cursor != null);

        assertThat(pages).isEqualTo(10);
        assertThat(listed).containsExactlyInAnyOrderElementsOf(there);
    }

    @Test
    void cursorOfNoPage_refused() {
        assertThat(brokenFields(get(Map.of("cursor", "nonsense")))).containsExactly("cursor");
    }

    /** Exactly as many keys as a page holds: Sentry's list ends where the page ends. */
    @Test
    void hundredKeys_onePage() {
        standIn.addKeys(project, 99);

        JsonNode page = list(Map.of());

        assertThat(page.get("keys")).hasSize(100);
        assertThat(page.get("next").isNull()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = { "OLD", "GLITCHTIP", "RELAY", "OFFSET_CURSORS", "CURRENT" })
    void everyServer_listed(Profile profile) {
        standIn.addKeys(project, 120);
        String key = dsn(issue(body("x", "")), 201).replaceAll(".*//|@.*", "");
        standIn.be(profile);

        List<String> dsns = new ArrayList<>();
        JsonNode page = list(Map.of());
        dsns.addAll(page.get("keys").findValuesAsText("dsn"));
        while (!page.get("next").isNull()) {
            page = list(Map.of("cursor", page.get("next").textValue()));
            dsns.addAll(page.get("keys").findValuesAsText("dsn"));
        }

        assertThat(dsns).hasSize(122).doesNotHaveDuplicates();
        assertThat(dsns.get(0)).contains("//" + key + "@");
    }

    /** Sentry puts null in the place of a key that it cannot write as JSON. */
    @Test
    void keyThatSentryCannotWrite_leftOut() {
        standIn.addKeys(project, 2);
        project.keys().get(1).unreadable = true;

        assertThat(list(Map.of()).get("keys").findValuesAsText("name")).containsExactly("filler", "Default");
    }

    @Test
    void unreadableDate_null() {
        alter("GET",
                answer -> Answer.of(200, answer.body().replaceAll("\"dateCreated\":\"[^\"]+\"", "\"dateCreated\":\"1769\"")));

        assertThat(list(Map.of()).at("/keys/0/createdAt").isNull()).isTrue();
    }

    /** Sentry's answer has the DSN with the secret where the public one belongs. */
    @Test
    void dsnWithASecret_misbehaved() {
        alter("GET",
                answer -> Answer.of(200, answer.body().replaceAll("(\"dsn\":.\"secret\":\")([^\"]+)(\",\"public\":\")[^\"]+",
                        "$1$2$3$2")));

        assertProblem(get(Map.of()), 502, "sentry-misbehaved");
    }

    @Test
    void strangeCursor_refused() {
        assertThat(brokenFields(get(Map.of("cursor", "x")))).containsExactly("cursor");
        assertThat(brokenFields(get(Map.of("cursor", "")))).containsExactly("cursor");
        assertThat(brokenFields(get(Map.of("cursor", "0:-1:0")))).containsExactly("cursor");
        assertThat(brokenFields(get(Map.of("cursor", "9999999999999999999:0:0")))).containsExactly("cursor");
        assertThat(brokenFields(get(Map.of("cursor", "0:0:0", "name", "x")))).containsExactly("cursor");
    }

    @Test
    void noSuchProject_unknownProject() {
        assertProblem(get(Map.of("project", "nowhere")), 404, "unknown-project");
    }

    @Test
    void renamedProject_moved() {
        standIn.rename(project, slug + "-new");

        assertThat(json(assertProblem(get(Map.of()), 409, "project-moved")).get("project").asText()).isEqualTo(slug + "-new");
    }

    @Test
    void auditLine_withoutANameOrAKey() {
        try (AuditLines audit = new AuditLines()) {
            list(Map.of());

            assertThat(audit.read()).singleElement().satisfies(line -> {
                assertThat(line.get("event").asText()).isEqualTo("listed");
                assertThat(line.get("caller").asText()).isEqualTo("backstage");
                assertThat(line.get("project").asText()).isEqualTo(slug);
                assertThat(line.has("name")).isFalse();
                assertThat(line.has("key")).isFalse();
            });
        }
    }
}
