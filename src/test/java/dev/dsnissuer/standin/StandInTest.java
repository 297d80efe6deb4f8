package dev.dsnissuer.standin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * That the stand-in knows the paths that Sentry knows, and refuses what Sentry refuses, in the same order. Whatever the
 * stand-in gets wrong, every other test believes.
 */
class StandInTest extends StandInCalls {

    @Test
    void slashMissing_toldBeforeAuthentication() throws Exception {
        for (String path : new String[] { details, keys, keys + PUBLIC + "/" }) {
            HttpResponse<String> answer = call("GET", path.substring(0, path.length() - 1), null, null);

            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(json(answer).path("info").asText())
                    .isEqualTo("Route not found, did you forget a trailing slash? try: " + path);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "/", "/api/0/", "/api/0/projects/acme/", "/api/0/projects/acme/p1/users/",
            "/api/0/organizations/acme/", "/api/1/store/" })
    void unknownRoute_501(String path) throws Exception {
        assertThat(call("GET", path, "sntryu_admin", null).statusCode()).isEqualTo(501);
    }

    @Test
    void changingAProject_501() throws Exception {
        assertThat(call("PUT", details, "sntryu_admin", "{}").statusCode()).isEqualTo(501);
        assertThat(call("DELETE", details, "sntryu_admin", null).statusCode()).isEqualTo(501);
    }

    @Test
    void unknownMethod_405() throws Exception {
        assertThat(call("PUT", keys, "sntryu_admin", "{}").statusCode()).isEqualTo(405);
        assertThat(call("POST", defaultKey(), "sntryu_admin", "{}").statusCode()).isEqualTo(405);
    }

    @Test
    void noTokenOrAWrongOne_401() throws Exception {
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
            "sntryu_read, 200, 200, 403, 403, 403",
            "sntryu_write, 200, 200, 201, 200, 403",
            "sntryu_admin, 200, 200, 201, 200, 204",
            "sntrys_org, 403, 403, 403, 403, 403" })
    void scopes(String token, int getProject, int get, int post, int put, int delete) throws Exception {
        String key = defaultKey();

        assertThat(call("GET", details, token, null).statusCode()).isEqualTo(getProject);
        assertThat(call("GET", keys, token, null).statusCode()).isEqualTo(get);
        assertThat(call("POST", keys, token, "{}").statusCode()).isEqualTo(post);
        assertThat(call("PUT", key, token, "{}").statusCode()).isEqualTo(put);
        assertThat(call("DELETE", key, token, null).statusCode()).isEqualTo(delete);
    }

    @Test
    void throttledBeforeAuthenticated() throws Exception {
        standIn.inject(Faults.THROTTLED);

        assertThat(call("GET", keys, null, null).statusCode()).isEqualTo(429);
    }

    @Test
    void scopeThenProjectThenAccessThenInput() throws Exception {
        HttpResponse<String> scope = call("POST", "/api/0/projects/acme/nothing/keys/", "sntryu_read", "{");
        assertThat(scope.statusCode()).isEqualTo(403);
        assertThat(scope.headers().firstValue("WWW-Authenticate")).get().asString().contains("insufficient_scope");

        assertThat(call("POST", "/api/0/projects/acme/nothing/keys/", "sntryi_elsewhere", "{").statusCode()).isEqualTo(404);
        assertThat(call("POST", keys, "sntryi_elsewhere", "{").statusCode()).isEqualTo(403);
        assertThat(call("GET", details, "sntryi_elsewhere", null).statusCode()).isEqualTo(403);
        assertThat(call("POST", keys, "sntryu_admin", "{").statusCode()).isEqualTo(400);
    }

    @Test
    void unknownOrganization_emptyBody() throws Exception {
        HttpResponse<String> organization = get("/api/0/projects/nobody/p1/keys/");

        assertThat(organization.statusCode()).isEqualTo(404);
        assertThat(organization.body()).isEmpty();
    }

    @Test
    void unknownProjectOrKey_404() throws Exception {
        for (String path : new String[] { "/api/0/projects/acme/nothing/", "/api/0/projects/acme/nothing/keys/",
                keys + PUBLIC + "/" }) {
            HttpResponse<String> answer = get(path);

            assertThat(answer.statusCode()).isEqualTo(404);
            assertThat(answer.body()).isEqualTo("{\"detail\":\"The requested resource does not exist\"}");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "*/*", "application/*", "application/json", "application/json; charset=utf-8; q=0.5",
            "text/html, application/json;q=0.1", "APPLICATION/JSON" })
    void accept_json(String accept) throws Exception {
        assertThat(call("GET", keys, "sntryu_read", null, "Accept", accept).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = { "text/html", "application/problem+json", "text/*", "application/xml, text/plain" })
    void accept_notJson_406(String accept) throws Exception {
        HttpResponse<String> answer = call("GET", keys, "sntryu_read", null, "Accept", accept);

        assertThat(answer.statusCode()).isEqualTo(406);
        assertThat(json(answer).path("detail").asText()).isEqualTo("Could not satisfy the request Accept header.");
    }

    @Test
    void notJson_415() throws Exception {
        assertThat(call("POST", keys, "sntryu_write", "{}", "Content-Type", "text/plain").statusCode()).isEqualTo(415);
        assertThat(call("POST", keys, "sntryu_write", "{", "Content-Type", "application/json; charset=utf-8").statusCode())
                .isEqualTo(400);
        assertThat(call("PUT", defaultKey(), "sntryu_write", "{}", "Content-Type", "text/plain").statusCode()).isEqualTo(415);
    }

    @ParameterizedTest
    @ValueSource(strings = { "{", "{} {}", "{'name': 'x'}", "{\"name\": \"\u0001\"}" })
    void malformedJson_400(String body) throws Exception {
        HttpResponse<String> malformed = call("POST", keys, "sntryu_write", body);

        assertThat(malformed.statusCode()).isEqualTo(400);
        assertThat(json(malformed).path("detail").asText()).startsWith("JSON parse error - ");
    }

    @Test
    void notUtf8_400() throws Exception {
        byte[] body = { '{', '"', 'n', 'a', 'm', 'e', '"', ':', '"', (byte) 0xff, '"', '}' };
        HttpRequest request = HttpRequest.newBuilder(URI.create(standIn.url() + keys))
                .header("Authorization", "Bearer sntryu_write").header("Content-Type", "application/json")
                .POST(BodyPublishers.ofByteArray(body)).build();

        assertThat(HTTP.send(request, BodyHandlers.ofString()).statusCode()).isEqualTo(400);
        assertThat(project.keys()).hasSize(1);
    }

    @Test
    void envelope_takenOnlyUnderAnActiveKeyOfTheProject() throws Exception {
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
}
