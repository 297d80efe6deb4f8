package dev.dsnissuer.standin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

/** That the stand-in can be another kind of server, and one on which something goes wrong. */
class StandInServersTest extends StandInCalls {

    // --- Kinds of servers ---

    @Test
    void glitchTip_idsWithDashes_publicIgnored_fewMembers() throws Exception {
        standIn.be(Profile.GLITCHTIP);

        JsonNode key = created("{'name': 'x', 'public': '" + PUBLIC + "'}");

        String id = key.path("id").asText();
        assertThat(id).matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}").isNotEqualTo(PUBLIC);
        assertThat(key.at("/dsn/public").asText()).contains("//" + id.replace("-", "") + "@");
        assertThat(key.path("dsn").fieldNames()).toIterable().containsExactlyInAnyOrder("public", "secret", "security");
        assertThat(key.get("label").isNull()).isTrue();
        assertThat(json(get(keys + id + "/")).path("name").asText()).isEqualTo("x");
        assertThat(created("{'public': 'nonsense'}").path("id").asText()).isNotEqualTo(id);
    }

    @Test
    void glitchTip_changesNothing() throws Exception {
        standIn.be(Profile.GLITCHTIP);

        HttpResponse<String> answer = call("PUT", defaultKey(), "sntryu_write", "{\"isActive\": false}");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).path("isActive").asBoolean()).isTrue();
        assertThat(project.keys().get(0).active).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "{'count': 5}", "{'window': 5}", "{}" })
    void glitchTip_rateLimitNeedsBothMembers(String rateLimit) throws Exception {
        standIn.be(Profile.GLITCHTIP);

        assertThat(create("{'rateLimit': " + rateLimit + "}").statusCode()).isEqualTo(400);
        assertThat(project.keys()).hasSize(1);
    }

    @Test
    void glitchTip_cursorThatIsNone_400() throws Exception {
        standIn.be(Profile.GLITCHTIP);

        assertThat(get(keys + "?cursor=~").statusCode()).isEqualTo(400);
    }

    @Test
    void keyIdWithDashes_unknownToSentry() throws Exception {
        created("{'public': '" + PUBLIC + "'}");

        assertThat(get(keys + "01234567-89ab-cdef-0123-456789abcdef/").statusCode()).isEqualTo(404);
    }

    @Test
    void old_withoutNewerMembers() throws Exception {
        standIn.be(Profile.OLD);

        JsonNode key = created("{}");

        assertThat(key.fieldNames()).toIterable().containsExactlyInAnyOrder("id", "name", "label", "public", "secret",
                "isActive", "rateLimit", "dsn", "dateCreated");
        assertThat(json(get(keys)).get(0).has("projectId")).isFalse();
        assertThat(json(get(details)).path("id").asText()).isEqualTo(Long.toString(project.id));
    }

    @Test
    void ignoringPublic_sentryInAllElse() throws Exception {
        standIn.be(Profile.IGNORING_PUBLIC);

        assertThat(created("{'public': '" + PUBLIC + "'}").path("id").asText()).matches("[0-9a-f]{32}").isNotEqualTo(PUBLIC);
    }

    @ParameterizedTest
    @CsvSource({ "OLD, http://KEY@localhost:PORT/ID", "RELAY, http://KEY@relay.example.com:4443/in/ID", "WITHOUT_URL, ''",
            "OFFSET_CURSORS, http://KEY@localhost:PORT/ID" })
    void dsnsOfOtherServers(Profile profile, String dsn) throws Exception {
        standIn.be(profile);
        JsonNode key = created("{}");

        assertThat(key.at("/dsn/public").asText()).isEqualTo(dsn.replace("KEY", key.path("id").asText())
                .replace("PORT", Integer.toString(standIn.url().getPort())).replace("ID", Long.toString(project.id)));
    }

    @Test
    void underAPathPrefix_redirectedAndLinkedThere() throws Exception {
        try (StandIn prefixed = StandIn.start(0, "/sentry")) {
            Project moved = prefixed.addProject("acme", "p");
            String keysOfP = "/api/0/projects/acme/p/keys";

            assertThat(prefixed.url().getPath()).isEqualTo("/sentry");
            assertThat(answer(prefixed, keysOfP).body()).contains("try: /sentry" + keysOfP + "/");
            assertThat(answer(prefixed, keysOfP + "/").headers().firstValue("Link")).get().asString()
                    .startsWith("<" + prefixed.url() + keysOfP + "/?&cursor=");
            prefixed.rename(moved, "q");
            assertThat(answer(prefixed, keysOfP + "/").statusCode()).isEqualTo(302);
        }
    }

    // --- Faults ---

    @Test
    void emptyAfter_doneAndWithoutABody() throws Exception {
        standIn.inject(Faults.EMPTY_AFTER);

        HttpResponse<String> made = create("{'public': '" + PUBLIC + "'}");
        HttpResponse<String> found = get(keys + PUBLIC + "/");

        assertThat(made.statusCode()).isEqualTo(201);
        assertThat(made.body()).isEmpty();
        assertThat(made.headers().firstValue("Content-Type")).isEmpty();
        assertThat(found.statusCode()).isEqualTo(200);
        assertThat(found.body()).isEmpty();
        assertThat(project.key(PUBLIC)).isPresent();
        assertThat(json(get(keys))).hasSize(2);
        assertThat(create("{'public': '" + PUBLIC + "'}").statusCode()).isEqualTo(500);
    }

    @ParameterizedTest
    @CsvSource({ "ERROR_500_BEFORE, 500, 1", "ERROR_500_AFTER, 500, 2", "GATEWAY_503, 503, 1", "HTML_502, 502, 1",
            "HTML_503, 503, 1", "HTML_504_AFTER, 504, 2", "EMPTY_408, 408, 1", "THROTTLED, 429, 1", "THROTTLED_OLD, 429, 1",
            "THROTTLED_SELF_HOSTED, 429, 1", "USELESS, 201, 2", "EMPTY_AFTER, 201, 2" })
    void faultWithAnAnswer_beforeOrAfterTheWork(Faults fault, int status, int keysThen) throws Exception {
        standIn.inject(fault);

        HttpResponse<String> answer = create("{}");

        assertThat(answer.statusCode()).isEqualTo(status);
        assertThat(answer.headers().firstValue("Retry-After")).isEmpty();
        assertThat(project.keys()).hasSize(keysThen);
    }

    @Test
    void refused_untilAccepted_withEverythingAsItWas() throws Exception {
        created("{'name': 'x'}");
        standIn.refuse();
        assertThatThrownBy(() -> get(keys)).isInstanceOf(IOException.class);

        standIn.accept();

        assertThat(names(get(keys))).containsExactly("x", "Default");
    }

    private static HttpResponse<String> answer(StandIn server, String path) throws Exception {
        return HTTP.send(HttpRequest.newBuilder(URI.create(server.url() + path))
                .header("Authorization", "Bearer " + StandIn.TOKEN).build(), BodyHandlers.ofString());
    }
}
