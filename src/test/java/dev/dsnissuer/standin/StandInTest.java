package dev.dsnissuer.standin;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

/** That the stand-in has Sentry's oddities: whatever it got wrong, every other test would believe. */
class StandInTest {

    private static final HttpClient HTTP = HttpClient.newHttpClient();
    private static final String PUBLIC = "0123456789abcdef0123456789abcdef";
    private static StandIn standIn;
    private static int projects;

    private Project project;
    private String keys;

    @BeforeAll
    static void start() {
        standIn = StandIn.start(0, "");
        for (String scope : List.of("read", "write", "admin")) {
            standIn.addToken(new AuthToken("sntryu_" + scope, Set.of("project:" + scope), Set.of("acme"), false));
        }
        standIn.addToken(new AuthToken("sntryi_elsewhere", Set.of("project:admin"), Set.of("umbrella"), false));
        standIn.addToken(new AuthToken("sntrys_org", Set.of("org:ci"), Set.of("acme"), false));
        standIn.addToken(new AuthToken("sntryu_super", Set.of("project:admin"), Set.of("acme"), true));
    }

    @AfterAll
    static void stop() {
        standIn.close();
    }

    @AfterEach
    void asItWas() {
        standIn.be(Profile.CURRENT);
    }

    @BeforeEach
    void freshProject() {
        project = standIn.addProject("acme", "p" + ++projects);
        keys = "/api/0/projects/acme/p" + projects + "/keys/";
    }

    // --- Paths and the order of checks ---

    @Test
    void slashMissing_beforeAuthentication() throws Exception {
        String path = keys.substring(0, keys.length() - 1);

        HttpResponse<String> answer = call("POST", path, null, "{}");

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(json(answer).path("info").asText())
                .isEqualTo("Route not found, did you forget a trailing slash? try: " + keys);
        assertThat(call("GET", keys + PUBLIC, null, null).statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = { "/", "/api/0/", "/api/0/projects/acme/p1/", "/api/0/organizations/acme/", "/api/1/store/" })
    void unknownRoute(String path) throws Exception {
        assertThat(call("GET", path, "sntryu_admin", null).statusCode()).isEqualTo(501);
    }

    @Test
    void noTokenOrAWrongOne() throws Exception {
        HttpResponse<String> none = call("GET", keys, null, null);
        HttpResponse<String> wrong = call("GET", "/api/0/projects/nobody/nothing/keys/", "nonsense", null);

        assertThat(none.statusCode()).isEqualTo(401);
        assertThat(json(none).path("detail").asText()).isEqualTo("Authentication credentials were not provided.");
        assertThat(none.headers().firstValue("WWW-Authenticate")).hasValue("xBasic realm=\"api\"");
        assertThat(wrong.statusCode()).isEqualTo(401);
        assertThat(json(wrong).path("detail").asText()).isEqualTo("Invalid token");
    }

    @ParameterizedTest
    @CsvSource({
            "sntryu_read, 200, 403, 403, 403",
            "sntryu_write, 200, 201, 200, 403",
            "sntryu_admin, 200, 201, 200, 204",
            "sntrys_org, 403, 403, 403, 403" })
    void scopes(String token, int get, int post, int put, int delete) throws Exception {
        String key = keys + project.keys().get(0).publicKey + "/";

        assertThat(call("GET", keys, token, null).statusCode()).isEqualTo(get);
        assertThat(call("POST", keys, token, "{}").statusCode()).isEqualTo(post);
        assertThat(call("PUT", key, token, "{}").statusCode()).isEqualTo(put);
        assertThat(call("DELETE", key, token, null).statusCode()).isEqualTo(delete);
    }

    @Test
    void scopeBeforeProjectBeforeAccessBeforeInput() throws Exception {
        HttpResponse<String> scope = call("POST", "/api/0/projects/acme/nothing/keys/", "sntryu_read", "{");
        assertThat(scope.statusCode()).isEqualTo(403);
        assertThat(scope.headers().firstValue("WWW-Authenticate")).get().asString().contains("insufficient_scope");

        assertThat(call("POST", "/api/0/projects/acme/nothing/keys/", "sntryi_elsewhere", "{").statusCode()).isEqualTo(404);
        assertThat(call("POST", keys, "sntryi_elsewhere", "{").statusCode()).isEqualTo(403);
        assertThat(call("POST", keys, "sntryu_admin", "{").statusCode()).isEqualTo(400);
    }

    @Test
    void unknown_organizationsBodyIsEmpty() throws Exception {
        HttpResponse<String> organization = call("GET", "/api/0/projects/nobody/p1/keys/", "sntryu_admin", null);
        HttpResponse<String> projectOrKey = call("GET", keys + PUBLIC + "/", "sntryu_admin", null);

        assertThat(organization.statusCode()).isEqualTo(404);
        assertThat(organization.body()).isEmpty();
        assertThat(projectOrKey.statusCode()).isEqualTo(404);
        assertThat(projectOrKey.body()).isEqualTo("{\"detail\":\"The requested resource does not exist\"}");
    }

    @Test
    void allDecimalIsAnId() throws Exception {
        standIn.addProject("acme", "123");

        String byIds = "/api/0/projects/" + project.organizationId + "/" + project.id + "/keys/";
        assertThat(json(call("GET", byIds, "sntryu_read", null))).hasSize(1);
        assertThat(call("GET", "/api/0/projects/acme/123/keys/", "sntryu_read", null).statusCode()).isEqualTo(404);
    }

    @Test
    void renamedProject_redirect() throws Exception {
        standIn.rename(project, "renamed" + project.id);
        String to = keys.replaceFirst("/p\\d+/", "/renamed" + project.id + "/");

        HttpResponse<String> answer = call("POST", keys, "sntryu_write", "{}");

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location")).hasValue(to);
        assertThat(json(answer).path("slug").asText()).isEqualTo("renamed" + project.id);
        assertThat(json(answer).at("/detail/extra/url").asText()).isEqualTo(to);
        assertThat(json(answer).at("/detail/extra/slug").asText()).isEqualTo("renamed" + project.id);
        assertThat(call("GET", to, "sntryu_read", null).statusCode()).isEqualTo(200);
    }

    @Test
    void notJson() throws Exception {
        HttpRequest request = HttpRequest.newBuilder(standIn.url().resolve(keys)).header("Authorization", "Bearer sntryu_write")
                .header("Content-Type", "text/plain").POST(BodyPublishers.ofString("{}")).build();

        assertThat(HTTP.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(415);
        HttpResponse<String> malformed = call("POST", keys, "sntryu_write", "{");
        assertThat(malformed.statusCode()).isEqualTo(400);
        assertThat(json(malformed).path("detail").asText()).startsWith("JSON parse error - ");
    }

    // --- Creating ---

    @Test
    void everyProjectStartsWithDefault() {
        assertThat(project.keys()).extracting(key -> key.name).containsExactly("Default");
    }

    @Test
    void created_theWholeBody() throws Exception {
        HttpResponse<String> answer = call("POST", keys, "sntryu_write", "{\"name\": \" x \", \"public\": \"" + PUBLIC + "\"}");

        JsonNode key = json(answer);
        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(key.fieldNames()).toIterable().containsExactlyInAnyOrder("id", "name", "label", "public", "secret",
                "projectId",
                "isActive", "rateLimit", "dsn", "browserSdkVersion", "browserSdk", "dateCreated", "dynamicSdkLoaderOptions");
        assertThat(key.path("dsn").fieldNames()).toIterable().containsExactlyInAnyOrder("secret", "public", "csp", "security",
                "minidump", "nel", "playstation", "unreal", "crons", "cdn", "integration", "otlp_traces", "otlp_logs");
        assertThat(key.path("id").asText()).isEqualTo(PUBLIC);
        assertThat(key.path("public").asText()).isEqualTo(PUBLIC);
        assertThat(key.path("name").asText()).isEqualTo("x");
        assertThat(key.path("secret").asText()).matches(StandIn.SECRET_PREFIX + "[0-9a-f]{26}");
        assertThat(key.path("projectId").asLong()).isEqualTo(project.id).isGreaterThan(Integer.MAX_VALUE);
        assertThat(key.path("isActive").asBoolean()).isTrue();
        assertThat(key.get("rateLimit").isNull()).isTrue();
        assertThat(key.at("/dsn/public").asText())
                .isEqualTo("http://" + PUBLIC + "@localhost:" + standIn.url().getPort() + "/" + project.id);
        assertThat(key.at("/dsn/secret").asText()).contains(":" + key.path("secret").asText() + "@");
        call("DELETE", keys + PUBLIC + "/", "sntryu_admin", null);
    }

    @ParameterizedTest
    @ValueSource(strings = { "", "{}", "{\"name\": null}", "{\"name\": \"  \"}", "{\"name\": \"\", \"whatever\": 1}" })
    void noName_twoWords(String body) throws Exception {
        HttpResponse<String> answer = call("POST", keys, "sntryu_write", body);

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(json(answer).path("name").asText()).matches("[A-Z][a-z]+ [A-Z][a-z]+");
    }

    @Test
    void sameNameAgain_anotherKey() throws Exception {
        String first = json(call("POST", keys, "sntryu_write", "{\"name\": \"x\"}")).path("id").asText();
        HttpResponse<String> second = call("POST", keys, "sntryu_write", "{\"name\": \"x\"}");

        assertThat(second.statusCode()).isEqualTo(201);
        assertThat(json(second).path("id").asText()).isNotEqualTo(first);
    }

    @Test
    void samePublicAgain_constraintOverTheWholeServer() throws Exception {
        String body = "{\"public\": \"fedcba9876543210fedcba9876543210\"}";
        assertThat(call("POST", keys, "sntryu_write", body).statusCode()).isEqualTo(201);
        Project first = project;
        freshProject();

        HttpResponse<String> again = call("POST", keys, "sntryu_write", body);

        assertThat(again.statusCode()).isEqualTo(500);
        assertThat(json(again).path("detail").asText()).isEqualTo("Internal Error");
        assertThat(json(again).path("errorId").asText()).isNotBlank();
        assertThat(project.keys()).hasSize(1);
        assertThat(first.keys()).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "{'name': 'LONG'} | {'name':['Ensure this field has no more than 64 characters.']}",
            "{'name': []} | {'name':['Not a valid string.']}",
            "{'public': 'ABC'} | {'public':['This value does not match the required pattern.']}",
            "{'secret': '0123456789ABCDEF0123456789ABCDEF'} | {'secret':['This value does not match the required pattern.']}",
            "{'useCase': 'other'} | {'useCase':['\\'other\\' is not a valid choice.']}",
            "{'rateLimit': null} | {'rateLimit':['This field may not be null.']}",
            "{'rateLimit': {'count': 1, 'window': 86401}} | {'rateLimit':{'window':['Ensure this value is less than or equal to 86400.']}}",
            "{'rateLimit': {'count': -1, 'window': 1}} | {'rateLimit':{'count':['Ensure this value is greater than or equal to 0.']}}",
            "{'rateLimit': {'count': true, 'window': 'x'}} | {'rateLimit':{'count':['A valid integer is required.'],'window':['A valid integer is required.']}}",
            "[] | {'non_field_errors':['Invalid data. Expected a dictionary, but got list.']}" })
    void refusedFields(String body, String errors) throws Exception {
        HttpResponse<String> answer = call("POST", keys, "sntryu_write",
                body.replace("LONG", "x".repeat(65)).replace('\'', '"'));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer)).isEqualTo(Json.parse(errors.replace("\\'", "\\\"").replace('\'', '"')));
        assertThat(project.keys()).hasSize(1);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "{'count': 1000, 'window': 3600} | {'window':3600,'count':1000}",
            "{'count': '1000', 'window': 3600} | {'window':3600,'count':1000}",
            "{'count': 0, 'window': 3600} | null",
            "{'count': 1000, 'window': null} | null",
            "{'count': null, 'window': null} | null" })
    void rateLimit(String sent, String answered) throws Exception {
        HttpResponse<String> answer = call("POST", keys, "sntryu_write", "{\"rateLimit\": " + sent.replace('\'', '"') + "}");

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(json(answer).get("rateLimit")).hasToString(answered.replace('\'', '"'));
    }

    @Test
    void rateLimit_oneMemberMissing() throws Exception {
        assertThat(call("POST", keys, "sntryu_write", "{\"rateLimit\": {\"count\": 5}}").statusCode()).isEqualTo(500);
        assertThat(call("POST", keys, "sntryu_write", "{\"rateLimit\": {\"window\": 5}}").statusCode()).isEqualTo(500);
        assertThat(project.keys()).hasSize(1);
    }

    @Test
    void rateLimit_droppedWithoutTheFeature() throws Exception {
        project.rateLimits = false;

        HttpResponse<String> answer = call("POST", keys, "sntryu_write", "{\"rateLimit\": {\"count\": 5, \"window\": 5}}");

        assertThat(answer.statusCode()).isEqualTo(201);
        assertThat(json(answer).get("rateLimit").isNull()).isTrue();
    }

    @Test
    void useCase_heededForSuperusersOnly() throws Exception {
        String ignored = json(call("POST", keys, "sntryu_write", "{\"useCase\": \"demo\"}")).path("id").asText();
        String heeded = json(call("POST", keys, "sntryu_super", "{\"useCase\": \"demo\"}")).path("id").asText();

        assertThat(project.key(ignored)).map(key -> key.useCase).hasValue("user");
        assertThat(project.key(heeded)).map(key -> key.useCase).hasValue("demo");
    }

    // --- Listing, changing, deleting ---

    @Test
    void list_newestFirst_pagesOfTen_linkedBothWays() throws Exception {
        for (int i = 1; i <= 24; i++) {
            call("POST", keys, "sntryu_write", "{\"name\": \"" + i + "\"}");
        }
        HttpResponse<String> page = call("GET", keys, "sntryu_read", null);
        assertThat(names(page)).containsExactly("24", "23", "22", "21", "20", "19", "18", "17", "16", "15");
        assertThat(page.headers().firstValue("Link")).hasValue(
                "<" + standIn.url() + keys + "?&cursor=0:0:1>; rel=\"previous\"; results=\"false\"; cursor=\"0:0:1\", "
                        + "<" + standIn.url() + keys + "?&cursor=0:10:0>; rel=\"next\"; results=\"true\"; cursor=\"0:10:0\"");

        List<String> all = new ArrayList<>(names(page));
        page = call("GET", keys + "?cursor=0:10:0", "sntryu_read", null);
        all.addAll(names(page));
        page = call("GET", keys + "?cursor=0:20:0", "sntryu_read", null);
        all.addAll(names(page));
        assertThat(all).hasSize(25).endsWith("Default").doesNotHaveDuplicates();
        assertThat(page.headers().firstValue("Link")).get().asString()
                .contains("rel=\"previous\"; results=\"true\"", "rel=\"next\"; results=\"false\"");
    }

    @ParameterizedTest
    @CsvSource({ "per_page=100, 200", "per_page=1, 200", "per_page=0, 400", "per_page=101, 400", "per_page=x, 400",
            "cursor=x, 400" })
    void list_parameters(String query, int status) throws Exception {
        assertThat(call("GET", keys + "?" + query, "sntryu_read", null).statusCode()).isEqualTo(status);
    }

    @Test
    void list_byStatus() throws Exception {
        call("POST", keys, "sntryu_write", "{\"name\": \"x\"}");
        project.keys().get(0).active = false;

        assertThat(names(call("GET", keys + "?status=active", "sntryu_read", null))).containsExactly("x");
        assertThat(names(call("GET", keys + "?status=inactive", "sntryu_read", null))).containsExactly("Default");
        assertThat(names(call("GET", keys + "?status=other", "sntryu_read", null))).isEmpty();
    }

    @Test
    void put_leavesOutBrowserSdkVersion_resetsIt() throws Exception {
        String key = keys + project.keys().get(0).publicKey + "/";
        call("PUT", key, "sntryu_write",
                "{\"name\": \"n\", \"browserSdkVersion\": \"8.x\", \"rateLimit\": {\"count\": 5, \"window\": 6},"
                        + " \"dynamicSdkLoaderOptions\": {\"hasDebug\": true, \"unknown\": true}}");
        assertThat(json(call("GET", key, "sntryu_read", null)).path("browserSdkVersion").asText()).isEqualTo("8.x");

        JsonNode changed = json(call("PUT", key, "sntryu_write", "{\"isActive\": false}"));

        assertThat(changed.path("isActive").asBoolean()).isFalse();
        assertThat(changed.path("browserSdkVersion").asText()).isEqualTo(Key.DEFAULT_BROWSER_SDK);
        assertThat(changed.path("name").asText()).isEqualTo("n");
        assertThat(changed.at("/rateLimit/count").asInt()).isEqualTo(5);
        assertThat(changed.at("/dynamicSdkLoaderOptions/hasDebug").asBoolean()).isTrue();
        assertThat(changed.path("dynamicSdkLoaderOptions").has("unknown")).isFalse();
    }

    @Test
    void put_nullClearsTheRateLimit() throws Exception {
        String key = keys + project.keys().get(0).publicKey + "/";
        call("PUT", key, "sntryu_write", "{\"rateLimit\": {\"count\": 5, \"window\": 6}}");

        assertThat(json(call("PUT", key, "sntryu_write", "{\"rateLimit\": null}")).get("rateLimit").isNull()).isTrue();
    }

    @Test
    void delete() throws Exception {
        String key = keys + project.keys().get(0).publicKey + "/";

        assertThat(call("DELETE", key, "sntryu_admin", null).statusCode()).isEqualTo(204);
        assertThat(call("DELETE", key, "sntryu_admin", null).statusCode()).isEqualTo(404);
        assertThat(call("PUT", key, "sntryu_admin", "{}").statusCode()).isEqualTo(404);
        assertThat(project.keys()).isEmpty();
    }

    // --- Other servers ---

    @Test
    void glitchTip() throws Exception {
        standIn.be(Profile.GLITCHTIP);
        JsonNode key = json(call("POST", keys, "sntryu_write", "{\"name\": \"x\", \"public\": \"" + PUBLIC + "\"}"));
        String id = key.path("id").asText();

        assertThat(id).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}").isNotEqualTo(PUBLIC);
        assertThat(key.at("/dsn/public").asText()).contains("//" + id.replace("-", "") + "@");
        assertThat(key.path("dsn").fieldNames()).toIterable().containsExactlyInAnyOrder("public", "secret", "security");
        assertThat(key.get("label").isNull()).isTrue();
        assertThat(json(call("PUT", keys + id + "/", "sntryu_write", "{\"isActive\": false}")).path("isActive").asBoolean())
                .isTrue();
        assertThat(call("POST", keys, "sntryu_write", "{\"rateLimit\": {\"count\": 5}}").statusCode()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({ "OLD, http://KEY@localhost:PORT/ID", "RELAY, http://KEY@relay.example.com:4443/in/ID", "WITHOUT_URL, ''" })
    void dsnsOfOtherServers(Profile profile, String dsn) throws Exception {
        standIn.be(profile);
        JsonNode key = json(call("POST", keys, "sntryu_write", "{}"));

        assertThat(key.at("/dsn/public").asText()).isEqualTo(dsn.replace("KEY", key.path("id").asText())
                .replace("PORT", Integer.toString(standIn.url().getPort())).replace("ID", Long.toString(project.id)));
    }

    // --- Ingest ---

    @Test
    void envelope_onlyUnderAnActiveKeyOfTheProject() throws Exception {
        Key key = project.keys().get(0);
        String path = "/api/" + project.id + "/envelope/?sentry_key=";

        assertThat(call("POST", path + key.publicKey, null, "{}\n").statusCode()).isEqualTo(200);
        assertThat(call("POST", path + PUBLIC, null, "{}\n").statusCode()).isEqualTo(403);
        assertThat(call("POST", "/api/1/envelope/?sentry_key=" + key.publicKey, null, "{}\n").statusCode()).isEqualTo(403);
        key.active = false;
        assertThat(call("POST", path + key.publicKey, null, "{}\n").statusCode()).isEqualTo(403);

        assertThat(standIn.envelopes()).filteredOn(envelope -> envelope.projectId().equals(Long.toString(project.id)))
                .containsExactly(new Envelope(Long.toString(project.id), key.publicKey, "{}\n"));
    }

    private static List<String> names(HttpResponse<String> page) throws IOException {
        List<String> names = new ArrayList<>();
        json(page).forEach(key -> names.add(key.path("name").asText()));
        return names;
    }

    private static JsonNode json(HttpResponse<String> answer) throws IOException {
        return Json.parse(answer.body());
    }

    private static HttpResponse<String> call(String method, String path, String token, String body) throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(standIn.url() + path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body))
                .header("Content-Type", "application/json");
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }
}
