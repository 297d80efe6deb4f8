package dev.dsnissuer.standin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletableFuture;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

/** That the stand-in creates keys with all of Sentry's oddities. */
class StandInCreatingTest extends StandInCalls {

    private static final String SECRET = "fedcba9876543210fedcba9876543210";

    @Test
    void created_theWholeBody() throws Exception {
        HttpResponse<String> answer = create("{'name': ' x ', 'public': '" + PUBLIC + "'}");

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
    }

    // --- Names ---

    @ParameterizedTest
    @ValueSource(strings = { "", "{}", "{'name': null}", "{'name': '  '}", "{'name': '\\u00a0\\u0085'}",
            "{'name': '', 'whatever': 1}" })
    void noName_twoWords(String body) throws Exception {
        assertThat(created(body).path("name").asText()).matches("[A-Z][a-z]+ [A-Z][a-z]+");
    }

    /**
     * Tab, the four separators, next line, no-break space, Ogham space, figure space, narrow no-break and ideographic space.
     */
    @ParameterizedTest
    @ValueSource(strings = { " ", "\\t", "\\r\\n", "\\u001c", "\\u001d", "\\u001e", "\\u001f", "\\u0085", "\\u00a0", "\\u1680",
            "\\u2007", "\\u2028", "\\u202f", "\\u205f", "\\u3000" })
    void name_trimmedAsPythonDoes(String space) throws Exception {
        assertThat(created("{'name': '" + space + "a" + space + "b" + space + space + "'}").path("name").asText())
                .isEqualTo(Json.parse("\"a" + space + "b\"").asText());
    }

    /** Other control characters, a zero-width space and the byte order mark are no space to Python. */
    @ParameterizedTest
    @ValueSource(strings = { "\\u0001", "\\u0007", "\\u001b", "\\u007f", "\\u009f", "\\u200b", "\\u180e", "\\ufeff",
            "\\ud83d\\ude00" })
    void name_keptAsItIs(String name) throws Exception {
        assertThat(created("{'name': '" + name + "'}").path("name").asText())
                .isEqualTo(Json.parse("\"" + name + "\"").asText());
    }

    @Test
    void sameNameAgain_anotherKey() throws Exception {
        String first = created("{'name': 'x'}").path("id").asText();

        assertThat(created("{'name': 'x'}").path("id").asText()).isNotEqualTo(first);
    }

    // --- Public keys and secrets ---

    @Test
    void publicKeyAndSecret_trimmed() throws Exception {
        JsonNode key = created("{'public': ' " + PUBLIC + "\\u00a0', 'secret': '\\n" + SECRET + " '}");

        assertThat(key.path("id").asText()).isEqualTo(PUBLIC);
        assertThat(key.path("secret").asText()).isEqualTo(SECRET);
    }

    @Test
    void publicKeyAndSecret_null_theServerChooses() throws Exception {
        JsonNode key = created("{'public': null, 'secret': null}");

        assertThat(key.path("public").asText()).matches("[0-9a-f]{32}");
        assertThat(key.path("secret").asText()).startsWith(StandIn.SECRET_PREFIX);
    }

    @Test
    void samePublicAgain_500OverTheWholeServer() throws Exception {
        String body = "{'public': '" + PUBLIC + "'}";
        created(body);
        Project first = project;
        assertConstraint(create(body));
        first.key(PUBLIC).orElseThrow().active = false;
        assertConstraint(create(body));
        freshProject();

        assertConstraint(create(body));

        assertThat(project.keys()).hasSize(1);
        assertThat(first.keys()).hasSize(2);
        first.remove(first.key(PUBLIC).orElseThrow());
    }

    @Test
    void sameSecretAgain_500_andThePublicKeyStaysFree() throws Exception {
        created("{'secret': '00000000000000000000000000000001'}");
        Project first = project;
        freshProject();

        assertConstraint(create("{'public': '" + PUBLIC + "', 'secret': '00000000000000000000000000000001'}"));

        created("{'public': '" + PUBLIC + "'}");
        assertThat(first.keys()).hasSize(2);
    }

    @Test
    void twentyAtOnce_oneCreated() {
        List<CompletableFuture<Integer>> calls = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            calls.add(CompletableFuture.supplyAsync(() -> {
                try {
                    return create("{'public': '" + PUBLIC + "'}").statusCode();
                } catch (Exception e) {
                    throw new AssertionError(e);
                }
            }));
        }

        List<Integer> statuses = calls.stream().map(CompletableFuture::join).sorted().toList();

        List<Integer> expected = new ArrayList<>(List.of(201));
        expected.addAll(Collections.nCopies(19, 500));
        assertThat(statuses).isEqualTo(expected);
        assertThat(project.keys()).hasSize(2);
    }

    @Test
    void keyDeleted_itsPublicKeyIsFree() throws Exception {
        String body = "{'public': '" + PUBLIC + "', 'secret': '00000000000000000000000000000002'}";
        created(body);
        assertThat(call("DELETE", keys + PUBLIC + "/", "sntryu_admin", null).statusCode()).isEqualTo(204);
        freshProject();

        assertThat(created(body).path("projectId").asLong()).isEqualTo(project.id);
    }

    // --- Refused fields ---

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "{'name': 'LONG'} | {'name':['Ensure this field has no more than 64 characters.']}",
            "{'name': []} | {'name':['Not a valid string.']}",
            "{'name': true} | {'name':['Not a valid string.']}",
            "{'name': 'a\\u0000b'} | {'name':['Null characters are not allowed.']}",
            "{'name': 'a\\ud800b'} | {'name':['Surrogate characters are not allowed: U+D800.']}",
            "{'name': '\\udfff'} | {'name':['Surrogate characters are not allowed: U+DFFF.']}",
            "{'public': 'ABC'} | {'public':['This value does not match the required pattern.']}",
            "{'public': ''} | {'public':['This field may not be blank.']}",
            "{'public': {}} | {'public':['Not a valid string.']}",
            "{'public': '01234567-89ab-cdef-0123-456789abcdef'} | {'public':['This value does not match the required pattern.']}",
            "{'secret': '0123456789ABCDEF0123456789ABCDEF'} | {'secret':['This value does not match the required pattern.']}",
            "{'useCase': 'other'} | {'useCase':['\\'other\\' is not a valid choice.']}",
            "{'rateLimit': null} | {'rateLimit':['This field may not be null.']}",
            "{'rateLimit': {'count': 1, 'window': 86401}} | {'rateLimit':{'window':['Ensure this value is less than or equal to 86400.']}}",
            "{'rateLimit': {'count': -1, 'window': 1}} | {'rateLimit':{'count':['Ensure this value is greater than or equal to 0.']}}",
            "{'rateLimit': {'count': true, 'window': 'x'}} | {'rateLimit':{'count':['A valid integer is required.'],'window':['A valid integer is required.']}}",
            "{'rateLimit': {'count': 2.5, 'window': 1e20}} | {'rateLimit':{'count':['A valid integer is required.'],'window':['A valid integer is required.']}}",
            "{'rateLimit': []} | {'rateLimit':{'non_field_errors':['Invalid data. Expected a dictionary, but got list.']}}",
            "[] | {'non_field_errors':['Invalid data. Expected a dictionary, but got list.']}" })
    void refusedFields_400(String body, String errors) throws Exception {
        HttpResponse<String> answer = create(body.replace("LONG", "x".repeat(65)));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer)).isEqualTo(Json.parse(errors.replace("\\'", "\\\"").replace('\'', '"')));
        assertThat(project.keys()).hasSize(1);
    }

    // --- Rate limits ---

    @ParameterizedTest
    @CsvSource(delimiter = '|', value = {
            "{'count': 1000, 'window': 3600} | {'window':3600,'count':1000}",
            "{'count': '1000', 'window': ' 3600 '} | {'window':3600,'count':1000}",
            "{'count': 2.0, 'window': '86400.00'} | {'window':86400,'count':2}",
            "{'count': 1e3, 'window': 60, 'other': 1} | {'window':60,'count':1000}",
            "{'count': 0, 'window': 3600} | null",
            "{'count': 1000, 'window': 0} | null",
            "{'count': 1000, 'window': null} | null",
            "{'count': null, 'window': 3600} | null",
            "{'count': null, 'window': null} | null",
            "{'count': '', 'window': 1} | null" })
    void rateLimit(String sent, String answered) throws Exception {
        assertThat(created("{'rateLimit': " + sent + "}").get("rateLimit")).hasToString(answered.replace('\'', '"'));
    }

    @ParameterizedTest
    @ValueSource(strings = { "{'count': 5}", "{'window': 5}", "{}" })
    void rateLimit_aMemberMissing_500OnlyWhereTheFeatureIsOn(String rateLimit) throws Exception {
        assertThat(create("{'rateLimit': " + rateLimit + "}").statusCode()).isEqualTo(500);
        assertThat(project.keys()).hasSize(1);

        project.rateLimits = false;
        assertThat(created("{'rateLimit': " + rateLimit + "}").get("rateLimit").isNull()).isTrue();
    }

    /** Python looks at the window only where the count is not zero. */
    @ParameterizedTest
    @ValueSource(strings = { "{'count': 0}", "{'count': null}" })
    void rateLimit_noCountAndNoWindow_noLimit(String rateLimit) throws Exception {
        assertThat(created("{'rateLimit': " + rateLimit + "}").get("rateLimit").isNull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "2147483648", "'99999999999999999999'" })
    void rateLimit_hugeCount_answeredAsSent_storedAsTheLargest(String count) throws Exception {
        JsonNode key = created("{'rateLimit': {'count': " + count + ", 'window': 60}}");

        assertThat(key.at("/rateLimit/count").asText()).isEqualTo(count.replace("'", ""));
        assertThat(json(get(keys + key.path("id").asText() + "/")).at("/rateLimit/count").asLong()).isEqualTo(2147483647);
    }

    @Test
    void rateLimit_droppedWithoutTheFeature_checkedAllTheSame() throws Exception {
        project.rateLimits = false;

        assertThat(created("{'rateLimit': {'count': 5, 'window': 5}}").get("rateLimit").isNull()).isTrue();
        assertThat(create("{'rateLimit': {'count': 5, 'window': 86401}}").statusCode()).isEqualTo(400);
        assertThat(create("{'rateLimit': null}").statusCode()).isEqualTo(400);
        assertThat(json(get(details)).get("features")).isEmpty();
    }

    // --- Use cases ---

    @Test
    void useCase_heededForSuperusersOnly() throws Exception {
        String ignored = created("{'useCase': 'demo'}").path("id").asText();
        String heeded = json(call("POST", keys, "sntryu_super", "{\"useCase\": \"demo\"}")).path("id").asText();

        assertThat(project.key(ignored)).map(key -> key.useCase).hasValue("user");
        assertThat(project.key(heeded)).map(key -> key.useCase).hasValue("demo");
    }

    @Test
    void keyOfAnotherUse_hiddenFromAllButSuperusers_itsPublicKeyTaken() throws Exception {
        String body = "{\"useCase\": \"tempest\", \"public\": \"" + PUBLIC + "\"}";
        String path = keys + PUBLIC + "/";
        assertThat(call("POST", keys, "sntryu_super", body).statusCode()).isEqualTo(201);

        assertThat(call("GET", path, "sntryu_admin", null).statusCode()).isEqualTo(404);
        assertThat(call("PUT", path, "sntryu_admin", "{}").statusCode()).isEqualTo(404);
        assertThat(call("DELETE", path, "sntryu_admin", null).statusCode()).isEqualTo(404);
        assertThat(json(call("GET", keys, "sntryu_admin", null))).hasSize(1);
        assertConstraint(create("{'public': '" + PUBLIC + "'}"));
        assertThat(call("GET", path, "sntryu_super", null).statusCode()).isEqualTo(200);
        assertThat(json(call("GET", keys, "sntryu_super", null))).hasSize(2);
    }

    private static void assertConstraint(HttpResponse<String> answer) throws Exception {
        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(json(answer).fieldNames()).toIterable().containsExactly("detail", "errorId");
        assertThat(json(answer).path("detail").asText()).isEqualTo("Internal Error");
        assertThat(json(answer).path("errorId").asText()).isNotBlank();
    }
}
