package dev.dsnissuer.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import dev.dsnissuer.testing.StandInResource;

/** The package reads its whole configuration when it starts: nothing of it was decided when the package was built. */
class ConfiguredFunctionIT extends PackagedFunction {

    private static final String PORTAL = "https://portal.example";

    @BeforeAll
    static void startFunction() throws IOException {
        start(Map.of("ISSUER_IDENTITY", "name", "ISSUER_ORGANIZATION", "acme", "QUARKUS_HTTP_CORS_ORIGINS", PORTAL,
                "ISSUER_CALLERS__BACKSTAGE__OPERATIONS", "issue,update,list,deactivate",
                "ISSUER_CALLERS__BACKSTAGE__MAX_RATE_LIMIT_COUNT", "1000",
                "ISSUER_CALLERS__BACKSTAGE__MAX_RATE_LIMIT_WINDOW", "3600"));
    }

    @Test
    void identityByName_issuedLimitedListedAndDeactivated() {
        assertThat(status(event("POST", "/keys", shortBody("x", "")))).isEqualTo(201);
        assertThat(status(event("POST", "/keys", shortBody("x", "")))).isEqualTo(200);
        assertThat(standIn.calls()).noneMatch(call -> call.body().contains("\"public\""));

        assertThat(status(event("PUT", "/keys", shortBody("x", ", \"rateLimit\": {\"count\": 5, \"window\": 60}"))))
                .isEqualTo(200);
        JsonNode found = query("GET", "project=checkout&name=x");
        assertThat(parse(found.get("body").asText()).get("keys").get(0).get("rateLimit").get("count").asInt()).isEqualTo(5);
        assertThat(query("DELETE", "project=checkout&name=x").get("statusCode").asInt()).isEqualTo(204);
        assertThat(parse(query("GET", "project=checkout").get("body").asText()).get("keys").get(0).get("active").asBoolean())
                .isFalse();
        assertThat(printed()).extracting(line -> line.get("event").asText()).containsExactly("issued", "replayed", "changed",
                "listed", "deactivated", "listed");
    }

    @Test
    void rateLimitOfThePolicy_kept() {
        assertThat(status(event("POST", "/keys", shortBody("high", ", \"rateLimit\": {\"count\": 1001, \"window\": 3600}"))))
                .isEqualTo(403);
        JsonNode broken = invoke(UUID.randomUUID().toString(),
                event("POST", "/keys", shortBody("broken", ", \"rateLimit\": {\"count\": 0}")), TEN_SECONDS);

        JsonNode violations = parse(broken.get("body").asText()).get("violations");
        assertThat(violations).hasSize(2);
        assertThat(violations.get(0).get("field").asText()).startsWith("rateLimit");
        assertThat(violations.get(0).get("message").asText()).isNotEmpty();
    }

    @Test
    void portal_preflightAnsweredAndOtherOriginsRefused() {
        Map<String, String> preflight = Map.of("origin", PORTAL, "access-control-request-method", "POST",
                "access-control-request-headers", "authorization,content-type", "host", "x");
        Map<String, Object> event = event("OPTIONS", "/keys", null);
        event.put("headers", preflight);
        JsonNode answer = invoke("preflight", event, TEN_SECONDS);
        assertThat(answer.get("statusCode").asInt()).isEqualTo(200);
        assertThat(answer.get("headers").toString().toLowerCase()).contains("\"access-control-allow-origin\":\"" + PORTAL);

        Map<String, Object> foreign = event("POST", "/keys", shortBody("foreign", ""));
        foreign.put("headers", new HashMap<>(Map.of("origin", "https://other.example", "content-type", "application/json",
                "authorization", "Bearer " + StandInResource.TOKEN)));
        assertThat(status(foreign)).isEqualTo(403);
    }

    /** Without an organization: it is configured. */
    private static String shortBody(String name, String more) {
        return "{\"project\": \"checkout\", \"name\": \"" + name + "\"" + more + "}";
    }

    private static JsonNode query(String method, String query) {
        Map<String, Object> event = event(method, "/keys", null);
        event.put("rawQueryString", query);
        return invoke(UUID.randomUUID().toString(), event, TEN_SECONDS);
    }
}
