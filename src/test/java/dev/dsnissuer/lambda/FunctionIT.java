package dev.dsnissuer.lambda;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import dev.dsnissuer.standin.Project;
import dev.dsnissuer.standin.StandIn;
import dev.dsnissuer.testing.StandInResource;
import dev.dsnissuer.testing.WebhookSender;

/** The package answers the events of an HTTP API and of a Function URL. */
class FunctionIT extends PackagedFunction {

    @BeforeAll
    static void startFunction() throws IOException {
        start(Map.of("ISSUER_CALLERS__BACKSTAGE__OPERATIONS", "issue,list"));
    }

    @Test
    void issuedThenReplayed_withOneLineEach() {
        JsonNode issued = invoke("request-1", event("POST", "/keys", body("x")), TEN_SECONDS);
        JsonNode replayed = invoke("request-2", event("POST", "/keys", body("x")), TEN_SECONDS);

        assertThat(issued.get("statusCode").asInt()).isEqualTo(201);
        assertThat(issued.get("headers").get("Content-Type").asText()).isEqualTo("application/json");
        assertThat(issued.get("isBase64Encoded").asBoolean()).isFalse();
        assertThat(parse(issued.get("body").asText()).properties()).hasSize(1);
        assertThat(replayed.get("statusCode").asInt()).isEqualTo(200);
        assertThat(replayed.get("body")).isEqualTo(issued.get("body"));
        List<JsonNode> printed = printed();
        assertThat(printed).hasSize(2);
        assertThat(printed).extracting(line -> line.get("requestId").asText()).containsExactly("request-1", "request-2");
        assertThat(printed).extracting(line -> line.get("event").asText()).containsExactly("issued", "replayed");
        assertThat(printed).allSatisfy(line -> assertThat(line.get("loggerName").asText()).isEqualTo("audit"));
        assertThat(printed.get(0).get("sentryCalls").asInt()).isEqualTo(2);
    }

    @Test
    void base64Body_issued() {
        Map<String, Object> event = event("POST", "/keys",
                Base64.getEncoder().encodeToString(body("caf\u00e9").getBytes(UTF_8)));
        event.put("isBase64Encoded", true);

        assertThat(status(event)).isEqualTo(201);
        assertThat(printed().get(0).get("name").asText()).isEqualTo("caf\u00e9");
    }

    @Test
    void functionUrl_issued() {
        Map<String, Object> event = event("POST", "/keys", body("by-function-url"));
        event.put("requestContext", Map.of("accountId", "anonymous", "apiId", "abc", "domainName",
                "abc.lambda-url.eu-central-1.on.aws", "stage", "$default", "time", "22/Nov/2026:10:00:00 +0000", "timeEpoch", 1,
                "requestId", "r", "http", Map.of("method", "POST", "path", "/keys", "protocol", "HTTP/1.1", "sourceIp",
                        "192.0.2.1", "userAgent", "curl/8")));

        assertThat(status(event)).isEqualTo(201);
    }

    @Test
    void webhookAmongCookiesAndHeadersOfSeveralValues_verified() {
        Instant now = Instant.now();
        String right = WebhookSender.sign(StandInResource.WEBHOOK_SECRET, "msg_1", now, body("signed"));
        Map<String, String> headers = WebhookSender.headers("msg_1", now, "v1,AAAA " + right + " v2,x");
        headers.put("accept", "application/json, text/plain;q=0.5");
        headers.put("x-forwarded-port", "443");
        Map<String, Object> event = event("POST", "/keys", body("signed"));
        event.put("headers", headers);
        event.put("cookies", List.of("a=1", "b=2"));

        assertThat(status(event)).isEqualTo(201);
        assertThat(printed().get(0).get("credential").asText()).isEqualTo("webhook");
        headers.put("webhook-signature", "v1,AAAA");
        assertThat(status(event)).isEqualTo(401);
    }

    /** With 150 keys the page is so long that the framework sends it in chunks, which API Gateway must not see. */
    @Test
    void listed_foundByName_notDeactivatedWithoutLeave() {
        Project project = standIn.addProject(StandIn.ORGANIZATION, "billing");
        standIn.addKeys(project, 150);
        assertThat(status(event("POST", "/keys", body("x & y").replace("checkout", "billing")))).isEqualTo(201);

        JsonNode page = query("GET", "organization=acme&project=billing");
        JsonNode found = query("GET", "organization=acme&project=billing&name=x+%26+y");

        assertThat(page.get("headers").properties()).noneMatch(header -> header.getKey().equalsIgnoreCase("Transfer-Encoding"));
        assertThat(page.get("isBase64Encoded").asBoolean()).isFalse();
        assertThat(parse(page.get("body").asText()).get("keys")).hasSize(100);
        assertThat(parse(found.get("body").asText()).get("keys")).hasSize(1);
        assertThat(query("DELETE", "organization=acme&project=billing&name=x+%26+y").get("statusCode").asInt()).isEqualTo(403);
        assertThat(query("GET", "organization=acme&project=nowhere").get("statusCode").asInt()).isEqualTo(404);
        assertThat(printed()).filteredOn(line -> line.has("event")).extracting(line -> line.get("event").asText())
                .containsExactly("issued", "listed", "listed", "refused", "refused");
    }

    private static JsonNode query(String method, String query) {
        Map<String, Object> event = event(method, "/keys", null);
        event.put("rawQueryString", query);
        return invoke(UUID.randomUUID().toString(), event, TEN_SECONDS);
    }
}
