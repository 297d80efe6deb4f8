package dev.dsnissuer.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import com.fasterxml.jackson.databind.JsonNode;

import dev.dsnissuer.standin.Profile;
import dev.dsnissuer.testing.AuditLines;
import dev.dsnissuer.testing.FunctionTest;
import io.quarkus.test.junit.QuarkusTest;

/** GET with a name: the active key that POST would answer with, or an empty list. */
@QuarkusTest
class FindKeyTest extends FunctionTest {

    @Test
    void issuedName_itsKeyInOneCall() {
        String dsn = dsn(issue(body("caf\u00e9 + 1", "")), 201);
        standIn.forgetCalls();

        JsonNode found = list(Map.of("name", " cafe\u0301 + 1 "));

        assertThat(found.get("keys").findValuesAsText("dsn")).containsExactly(dsn);
        assertThat(calledMethods()).containsExactly("GET");
    }

    @Test
    void nameNeverIssued_empty() {
        dsn(issue(body("caf\u00e9 + 1", "")), 201);

        assertThat(list(Map.of("name", "other")).get("keys")).isEmpty();
        // A key that somebody made by hand is not what POST would answer with.
        assertThat(list(Map.of("name", "Default")).get("keys")).isEmpty();
    }

    @Test
    void deactivatedKey_empty() {
        dsn(issue(body("caf\u00e9 + 1", "")), 201);
        issuedKeys().get(0).active = false;

        assertThat(list(Map.of("name", "caf\u00e9 + 1")).get("keys")).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(names = { "OLD", "GLITCHTIP", "RELAY", "CURRENT" })
    void everyServer_found(Profile profile) {
        standIn.addKeys(project, 120);
        String key = dsn(issue(body("x", "")), 201).replaceAll(".*//|@.*", "");
        standIn.be(profile);

        assertThat(list(Map.of("name", "x")).at("/keys/0/dsn").asText()).contains("//" + key + "@");
    }

    @Test
    void noSuchProject_unknownProject() {
        assertProblem(get(Map.of("name", "x", "project", "nowhere")), 404, "unknown-project");
    }

    @Test
    void renamedProject_moved() {
        standIn.rename(project, slug + "-new");

        assertProblem(get(Map.of("name", "x")), 409, "project-moved");
    }

    @Test
    void auditLine_withTheKey() {
        String key = dsn(issue(body("x", "")), 201).replaceAll(".*//|@.*", "");
        try (AuditLines audit = new AuditLines()) {
            list(Map.of("name", "x"));

            assertThat(audit.read().get(0).get("key").asText()).isEqualTo(key.substring(0, 8));
        }
    }
}
