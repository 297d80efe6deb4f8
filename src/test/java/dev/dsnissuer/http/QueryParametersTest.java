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

    /** A body would be ignored, and whoever sent it would not notice. */
    @ParameterizedTest
    @ValueSource(strings = { "GET", "DELETE" })
    void body_refused(String method) {
        assertThat(brokenFields(authorized().body("{}").request(method, "/keys?organization=acme&project=x&name=x")))
                .containsExactly("body");
        assertThat(brokenFields(authorized().body("{}").request(method, "/keys?organization=acme&name=x")))
                .containsExactly("body", "project");
    }

    /** A signature covers the body and nothing else, so it proves nothing of a query. */
    @ParameterizedTest
    @CsvSource({ "GET, true", "GET, false", "DELETE, true", "DELETE, false" })
    void signature_refusedWhateverItCovers(String method, boolean isOfAPost) {
        dsn(issue(body("x", "")), 201);

        assertThat(signed(method, isOfAPost ? body("x", "") : "").get("statusCode").asInt()).isEqualTo(401);
        assertThat(issuedKeys()).allMatch(key -> key.active);
    }

    private JsonNode signed(String method, String body) {
        Instant now = Instant.now();
        Map<String, Object> event = event(method, "/keys", "organization=acme&name=x&project=" + slug,
                WebhookSender.headers("msg_1", now, WebhookSender.sign(StandInResource.WEBHOOK_SECRET, "msg_1", now, body)));
        event.put("body", body);
        return invoke(event);
    }
}
