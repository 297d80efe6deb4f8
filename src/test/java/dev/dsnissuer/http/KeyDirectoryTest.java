package dev.dsnissuer.http;

import static dev.dsnissuer.testing.RuntimeApi.event;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import dev.dsnissuer.standin.Answer;
import dev.dsnissuer.standin.Fault;
import dev.dsnissuer.standin.Faults;
import dev.dsnissuer.standin.Key;
import dev.dsnissuer.standin.Profile;
import dev.dsnissuer.standin.StandIn;
import dev.dsnissuer.testing.AuditLines;
import dev.dsnissuer.testing.FunctionTest;
import dev.dsnissuer.testing.StandInResource;
import dev.dsnissuer.testing.WebhookSender;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.response.Response;

/** Finding, listing and deactivating. */
@QuarkusTest
class KeyDirectoryTest extends FunctionTest {

    // --- A page ---

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
    void thousandKeysWhileOthersAreMade_tenPages_eachKeyOnce() {
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

    /** Into the middle of one request, between two calls to Sentry. */
    @Test
    void keysMadeBetweenTwoCalls_eachOfTheOthersOnce() {
        standIn.addKeys(project, 199);
        JsonNode first = list(Map.of());
        standIn.inject((request, call, sentry) -> {
            Answer answer = sentry.get();
            standIn.addKeys(project, 5);
            answer.sendTo(request.response());
        });

        JsonNode second = list(Map.of("cursor", first.get("next").textValue()));

        List<String> dsns = new ArrayList<>(first.get("keys").findValuesAsText("dsn"));
        dsns.addAll(second.get("keys").findValuesAsText("dsn"));
        assertThat(dsns).hasSize(200).doesNotHaveDuplicates();
        assertThat(second.get("next").isNull()).isTrue();
    }

    @Test
    void keyThatTheCursorGoesOnFromIsGone_refused() {
        standIn.addKeys(project, 150);
        JsonNode first = list(Map.of());
        String last = first.at("/keys/99/dsn").asText().replaceAll(".*//|@.*", "");
        String cursor = first.get("next").textValue();
        assertThat(cursor).endsWith(last);

        assertThat(brokenFields(get(Map.of("cursor", cursor.replace(last, "0".repeat(32)))))).containsExactly("cursor");
    }

    /** As many as one page holds, so that Sentry's end and the page's are the same. */
    @Test
    void hundredKeys_onePage() {
        standIn.addKeys(project, 99);

        JsonNode page = list(Map.of());

        assertThat(page.get("keys")).hasSize(100);
        assertThat(page.get("next").isNull()).isTrue();
    }

    @ParameterizedTest
    @EnumSource(names = { "OLD", "GLITCHTIP", "RELAY", "CURRENT" })
    void everyServer_listedAndFound(Profile profile) {
        standIn.addKeys(project, 120);
        String key = dsn(issue(body("x", "")), 201).replaceAll(".*//|@.*", "");
        standIn.be(profile);

        JsonNode first = list(Map.of());
        JsonNode second = list(Map.of("cursor", first.get("next").textValue()));

        assertThat(first.get("keys")).hasSize(100);
        assertThat(first.at("/keys/0/dsn").asText()).contains("//" + key + "@");
        assertThat(second.get("keys")).hasSize(22);
        assertThat(list(Map.of("name", "x")).at("/keys/0/dsn").asText()).contains("//" + key + "@");
    }

    /** The date is not worth a refusal; a DSN that is not to be handed out is. */
    @Test
    void strangeMembers() {
        alter("GET",
                answer -> Answer.of(200, answer.body().replaceAll("\"dateCreated\":\"[^\"]+\"", "\"dateCreated\":\"1769\"")));
        assertThat(list(Map.of()).at("/keys/0/createdAt").isNull()).isTrue();

        alter("GET",
                answer -> Answer.of(200, answer.body().replaceAll("(\"dsn\":.\"secret\":\")([^\"]+)(\",\"public\":\")[^\"]+",
                        "$1$2$3$2")));
        assertProblem(get(Map.of()), 502, "sentry-misbehaved");
    }

    @Test
    void strangeCursor_refused() {
        assertThat(brokenFields(get(Map.of("cursor", "x")))).containsExactly("cursor");
        assertThat(brokenFields(get(Map.of("cursor", "")))).containsExactly("cursor");
        assertThat(brokenFields(get(Map.of("cursor", "0:0:0", "name", "x")))).containsExactly("cursor");
    }

    // --- By name ---

    @Test
    void byName_theKeyThatIsIssued_orNothing() {
        String dsn = dsn(issue(body("caf\u00e9 + 1", "")), 201);
        standIn.forgetCalls();

        JsonNode found = list(Map.of("name", " cafe\u0301 + 1 "));

        assertThat(found.get("keys").findValuesAsText("dsn")).containsExactly(dsn);
        assertThat(calledMethods()).containsExactly("GET");
        assertThat(list(Map.of("name", "other")).get("keys")).isEmpty();
        // A key that somebody made by hand is not what POST would answer with.
        assertThat(list(Map.of("name", "Default")).get("keys")).isEmpty();
        issuedKeys().get(0).active = false;
        assertThat(list(Map.of("name", "caf\u00e9 + 1")).get("keys")).isEmpty();
    }

    // --- Deactivating ---

    @Test
    void deactivated_everythingElseAsItWas_andTheNameStaysTaken() {
        dsn(issue(body("x", ", \"rateLimit\": {\"count\": 5, \"window\": 60}")), 201);
        Key key = issuedKeys().get(0);
        key.browserSdkVersion = "7.x";
        key.loaderOptions.put("hasReplay", false);
        key.useCase = "profiling";
        standIn.forgetCalls();

        try (AuditLines audit = new AuditLines()) {
            Response answer = delete(Map.of("name", "x"));

            assertThat(answer.statusCode()).isEqualTo(204);
            assertThat(answer.asString()).isEmpty();
            assertThat(audit.read()).singleElement().satisfies(line -> {
                assertThat(line.get("event").asText()).isEqualTo("deactivated");
                assertThat(line.get("status").asInt()).isEqualTo(204);
                assertThat(line.get("name").asText()).isEqualTo("x");
                assertThat(line.get("key").asText()).isEqualTo(key.publicKey.substring(0, 8));
                assertThat(line.get("sentryCalls").asInt()).isEqualTo(2);
            });
        }
        assertThat(calledMethods()).containsExactly("GET", "PUT");
        assertThat(key.active).isFalse();
        assertThat(key.browserSdkVersion).isEqualTo("7.x");
        assertThat(List.of(key.name, key.rateLimitCount, key.rateLimitWindow, key.useCase)).containsExactly("x", 5, 60,
                "profiling");
        assertThat(key.loaderOptions.get("hasReplay").asBoolean()).isFalse();
        assertProblem(issue(body("x", "")), 409, "key-deactivated");
        assertThat(delete(Map.of("name", "x")).statusCode()).isEqualTo(204);
        assertThat(issuedKeys()).hasSize(1);
    }

    @Test
    void noSuchKey_noSuchProject() {
        assertProblem(delete(Map.of("name", "x")), 404, "unknown-key");
        assertProblem(delete(Map.of("name", "x", "project", "nowhere")), 404, "unknown-project");
        assertProblem(get(Map.of("name", "x", "project", "nowhere")), 404, "unknown-project");
        assertProblem(get(Map.of("project", "nowhere")), 404, "unknown-project");
    }

    @Test
    void serverThatChangesNothing_misbehaved() {
        dsn(issue(body("x", "")), 201);
        alter("PUT", answer -> Answer.of(200, answer.body().replace("\"isActive\":false", "\"isActive\":true")));

        assertProblem(delete(Map.of("name", "x")), 502, "sentry-misbehaved");
    }

    @ParameterizedTest
    @EnumSource(value = Faults.class, names = { "RESET_AFTER", "RESET_BEFORE", "ERROR_500_AFTER", "GATEWAY_503", "THROTTLED",
            "CUT_SHORT" })
    void onceWhileDeactivating_deactivatedAllTheSame(Faults fault) {
        dsn(issue(body("x", "")), 201);
        once("PUT", fault);

        assertThat(delete(Map.of("name", "x")).statusCode()).isEqualTo(204);
        assertThat(issuedKeys().get(0).active).isFalse();
    }

    // --- Both ---

    @Test
    void renamedProject_moved() {
        standIn.rename(project, slug + "-new");

        assertThat(json(assertProblem(get(Map.of()), 409, "project-moved")).get("project").asText()).isEqualTo(slug + "-new");
        assertProblem(get(Map.of("name", "x")), 409, "project-moved");
        assertProblem(delete(Map.of("name", "x")), 409, "project-moved");
    }

    @Test
    void everyBrokenParameterAtOnce() {
        assertThat(brokenFields(authorized().get("/keys?project=a.b&name=&nmae=x&cursor=x"))).containsExactlyInAnyOrder(
                "organization", "project", "name", "nmae", "cursor");
        assertThat(brokenFields(authorized().delete("/keys"))).containsExactly("organization", "project", "name");
        assertThat(brokenFields(authorized().delete("/keys?organization=acme&project=x&name=x&cursor=0:0:0")))
                .containsExactly("cursor");
        assertThat(brokenFields(authorized().get("/keys?organization=acme&project=x&project=y"))).containsExactly("project");
        assertThat(standIn.calls()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = { "name=%", "name=%zz", "name=%ff", "name=%ed%a0%80", "%=x" })
    void queryThatIsNotEncoded_refused(String query) {
        Map<String, Object> event = event("GET", "/keys", "organization=acme&project=x&" + query,
                Map.of("authorization", "Bearer " + StandInResource.TOKEN));

        assertThat(invoke(event).get("statusCode").asInt()).isEqualTo(400);
        assertThat(standIn.calls()).isEmpty();
    }

    /** A signature that was made for a POST covers a body. */
    @ParameterizedTest
    @ValueSource(strings = { "GET", "DELETE" })
    void body_refused(String method) {
        assertThat(brokenFields(authorized().body("{}").request(method, "/keys?organization=acme&project=x&name=x")))
                .containsExactly("body");
        assertThat(brokenFields(authorized().body("{}").request(method, "/keys?organization=acme&name=x")))
                .containsExactly("body", "project");
    }

    @ParameterizedTest
    @ValueSource(strings = { "GET", "DELETE" })
    void signatureOfAPost_ofNoUse_andOneOfItsOwn(String method) {
        dsn(issue(body("x", "")), 201);
        Instant now = Instant.now();
        for (String body : List.of(body("x", ""), "")) {
            Map<String, Object> event = event(method, "/keys", "organization=acme&name=x&project=" + slug,
                    WebhookSender.headers("msg_1", now,
                            WebhookSender.sign(StandInResource.WEBHOOK_SECRET, "msg_1", now, body)));
            event.put("body", body);

            assertThat(invoke(event).get("statusCode").asInt())
                    .isEqualTo(!body.isEmpty() ? 400 : method.equals("GET") ? 200 : 204);
        }
    }

    /** Somebody deletes the key between our look and our change. */
    @Test
    void keyLostOnTheWay_unknown() {
        dsn(issue(body("x", "")), 201);
        boolean[] lost = new boolean[1];
        standIn.inject((request, call, sentry) -> {
            lost[0] |= call.method().equals("PUT");
            if (lost[0] && !call.path().endsWith("/keys/")) {
                Answer.of(404, "{}").sendTo(request.response());
            } else {
                Fault.NONE.strike(request, call, sentry);
            }
        });

        assertProblem(delete(Map.of("name", "x")), 404, "unknown-key");
    }

    @ParameterizedTest
    @CsvSource({ "limited-token, DELETE, acme, 403", "reader-token, DELETE, acme, 403", "backstage-token, GET, umbrella, 403",
            "backstage-token, DELETE, umbrella, 403", "wrong, GET, acme, 401", "wrong, DELETE, acme, 401" })
    void notAllowed_SentryNotCalled(String token, String method, String organization, int status) {
        Response answer = given().header("Authorization", "Bearer " + token).queryParam("organization", organization)
                .queryParam("project", slug).queryParam("name", "x").request(method, "/keys");

        assertProblem(answer, status, status == 401 ? "unauthenticated" : "forbidden");
        assertThat(standIn.calls()).isEmpty();
    }

    @Test
    void listed_inTheLog() {
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
        String key = dsn(issue(body("x", "")), 201).replaceAll(".*//|@.*", "");
        try (AuditLines audit = new AuditLines()) {
            list(Map.of("name", "x"));

            assertThat(audit.read().get(0).get("key").asText()).isEqualTo(key.substring(0, 8));
        }
    }
}
