package dev.dsnissuer.http;

import static dev.dsnissuer.testing.RuntimeApi.event;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

import dev.dsnissuer.testing.FunctionTest;
import dev.dsnissuer.testing.StandInResource;
import dev.dsnissuer.testing.WebhookSender;
import io.quarkus.test.junit.QuarkusTest;

/** What GET and DELETE have in common: they are asked by parameters in the query, and take no body. */
@QuarkusTest
class QueryParametersTest extends FunctionTest {

    @Test
    void brokenParameters_allNamedAtOnce() {
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

    /** A body is refused so that a webhook signature made for a POST, which covers a body, cannot serve for another method. */
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
    void signatureOfAPost_refused(String method) {
        dsn(issue(body("x", "")), 201);

        assertThat(signed(method, body("x", "")).get("statusCode").asInt()).isEqualTo(400);
    }

    @ParameterizedTest
    @CsvSource({ "GET, 200", "DELETE, 204" })
    void signatureOverNoBody_answered(String method, int status) {
        dsn(issue(body("x", "")), 201);

        assertThat(signed(method, "").get("statusCode").asInt()).isEqualTo(status);
    }

    private JsonNode signed(String method, String body) {
        Instant now = Instant.now();
        Map<String, Object> event = event(method, "/keys", "organization=acme&name=x&project=" + slug,
                WebhookSender.headers("msg_1", now, WebhookSender.sign(StandInResource.WEBHOOK_SECRET, "msg_1", now, body)));
        event.put("body", body);
        return invoke(event);
    }
}
