package dev.dsnissuer.lambda;

import static dev.dsnissuer.testing.Timing.assertTakes;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.dsnissuer.standin.Answer;
import dev.dsnissuer.standin.Fault;
import dev.dsnissuer.standin.Faults;
import dev.dsnissuer.standin.Project;
import dev.dsnissuer.standin.StandIn;
import dev.dsnissuer.testing.JwtIssuer;
import dev.dsnissuer.testing.Lambda;
import dev.dsnissuer.testing.LocalCertificate;
import dev.dsnissuer.testing.RuntimeApi;
import dev.dsnissuer.testing.SecretsManagerResource;
import dev.dsnissuer.testing.SecretsManagerServer;
import dev.dsnissuer.testing.StandInResource;
import dev.dsnissuer.testing.WebhookSender;

/** The package as Lambda runs it: its own process, AWS's own runtime, the events of an HTTP API and of a Function URL. */
class FunctionIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration TEN_SECONDS = Duration.ofSeconds(10);

    private static StandIn standIn;
    private static Path function;
    private static Lambda lambda;
    private int lines;

    @BeforeAll
    static void start() throws IOException {
        standIn = StandIn.start(0, "");
        standIn.addProject(StandIn.ORGANIZATION, "checkout");
        function = Lambda.unpack(Path.of(System.getProperty("function")));
        lambda = Lambda.start(function, environment(Map.of()));
    }

    @AfterAll
    static void stop() {
        lambda.close();
        standIn.close();
    }

    @BeforeEach
    void note() {
        standIn.forgetCalls();
        lines = lambda.output().size();
    }

    @AfterEach
    void heal() {
        standIn.inject(Fault.NONE);
    }

    private static Map<String, String> environment(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(Lambda.environment(standIn));
        environment.putAll(more);
        return environment;
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
    void smallerThan20Megabytes() throws IOException {
        assertThat(Files.size(Path.of(System.getProperty("function")))).isLessThan(20_000_000);
    }

    @Test
    void base64Body() {
        Map<String, Object> event = event("POST", "/keys",
                Base64.getEncoder().encodeToString(body("caf\u00e9").getBytes(UTF_8)));
        event.put("isBase64Encoded", true);

        assertThat(status(event)).isEqualTo(201);
        assertThat(printed().get(0).get("name").asText()).isEqualTo("caf\u00e9");
    }

    @Test
    void functionUrl() {
        Map<String, Object> event = event("POST", "/keys", body("by-function-url"));
        event.put("requestContext", Map.of("accountId", "anonymous", "apiId", "abc", "domainName",
                "abc.lambda-url.eu-central-1.on.aws", "stage", "$default", "time", "22/Nov/2026:10:00:00 +0000", "timeEpoch", 1,
                "requestId", "r", "http", Map.of("method", "POST", "path", "/keys", "protocol", "HTTP/1.1", "sourceIp",
                        "192.0.2.1", "userAgent", "curl/8")));

        assertThat(status(event)).isEqualTo(201);
    }

    /** The one that template.yaml sends every day. */
    @Test
    void keepSnapshot_refused() throws IOException {
        Matcher input = Pattern.compile("Input: '(.+)'").matcher(Files.readString(Path.of("template.yaml")));
        assertThat(input.find()).isTrue();

        RuntimeApi.Answer answer = lambda.invoke("daily", input.group(1), TEN_SECONDS);

        assertThat(parse(answer.body()).get("statusCode").asInt()).isEqualTo(401);
        assertThat(printed()).extracting(line -> line.get("problem").asText()).containsExactly("unauthenticated");
    }

    /** What the alarm of template.yaml listens for: Sentry does not know the token, and not that it refuses one project. */
    @Test
    void tokenRefused_saidAsTheAlarmExpects() throws IOException {
        Matcher filter = Pattern.compile("loggerName = \"(\\S+)\" && \\$\\.message = \"(.+)\\*\"")
                .matcher(Files.readString(Path.of("template.yaml")));
        assertThat(filter.find()).isTrue();
        for (int status : List.of(401, 403)) {
            standIn.inject((request, call, sentry) -> Answer.of(status, "{}").sendTo(request.response()));
            assertThat(status(event("POST", "/keys", body("refused")))).isEqualTo(502);
        }

        assertThat(printed()).filteredOn(line -> line.get("loggerName").asText().equals(filter.group(1))
                && line.get("message").asText().startsWith(filter.group(2))).hasSize(1);
        assertThat(printed()).filteredOn(line -> line.path("problem").asText().equals("sentry-refused")).hasSize(2);
    }

    @Test
    void signaturesWithCommas_cookies_andHeadersOfSeveralValues() {
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

    @ParameterizedTest
    @CsvSource({ "POST, /keys, backstage-token, '{', 400, invalid-request", "POST, /keys, wrong, '{}', 401, unauthenticated",
            "POST, /elsewhere, backstage-token, '{}', 404, not-found",
            "PATCH, /keys, backstage-token, '{}', 405, method-not-allowed",
            "POST, /ke ys, backstage-token, '{}', 400, invalid-request" })
    void problems(String method, String path, String token, String body, int status, String code) {
        Map<String, Object> event = event(method, path, body);
        event.put("headers", Map.of("authorization", "Bearer " + token, "content-type", "application/json"));

        JsonNode answer = invoke(UUID.randomUUID().toString(), event, TEN_SECONDS);

        assertThat(answer.get("statusCode").asInt()).isEqualTo(status);
        assertThat(answer.get("headers").get("Content-Type").asText()).isEqualTo("application/problem+json");
        assertThat(parse(answer.get("body").asText()).get("type").asText()).isEqualTo("urn:dsn-issuer:problem:" + code);
        assertThat(printed()).hasSize(1);
        assertThat(printed().get(0).get("problem").asText()).isEqualTo(code);
        assertThat(standIn.calls()).isEmpty();
    }

    /** Enough for an answer that the framework sends in chunks. */
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

    @Test
    void otherPolicyAndMediaAndSize() {
        assertThat(status(event("POST", "/keys", body("x").replace("acme", "umbrella")))).isEqualTo(403);
        assertThat(status(event("POST", "/keys", " ".repeat(17_000)))).isEqualTo(413);
        Map<String, Object> event = event("POST", "/keys", body("x"));
        event.put("headers", Map.of("authorization", "Bearer backstage-token", "content-type", "text/plain"));
        assertThat(status(event)).isEqualTo(415);
        assertThat(printed()).extracting(line -> line.get("problem").asText()).containsExactly("forbidden",
                "payload-too-large", "unsupported-media-type");
    }

    @Test
    void remainingTime_boundsTheDeadline() {
        standIn.inject(Faults.SILENCE_AFTER);
        Duration left = Duration.ofMillis(1500);

        assertTakes(Duration.ofMillis(900), left, () -> {
            JsonNode answer = invoke(UUID.randomUUID().toString(), event("POST", "/keys", body("slow")), left);
            assertThat(answer.get("statusCode").asInt()).isGreaterThanOrEqualTo(503);
        });
    }

    @Test
    void whatIsNoHttp_answeredOrReported_andTheProcessGoesOn() throws JsonProcessingException {
        Map<String, Object> event = event("POST", "/keys", body("x"));
        event.put("requestContext", Map.of());
        assertThat(status(event)).isEqualTo(400);
        assertThat(lambda.invoke("array", "[]", TEN_SECONDS).isError()).isTrue();

        assertThat(status(event("POST", "/keys", body("still-alive")))).isEqualTo(201);
    }

    @Test
    void linesCannotBeForged() {
        for (String header : List.of("webhook-id", "x-any", "authorization")) {
            Map<String, Object> event = event("POST", "/keys\n{\"event\":\"issued\"}", body("x"));
            event.put("headers", Map.of(header, "x\r\n{\"event\":\"issued\"}\u2028{\"event\":\"issued\"}"));
            status(event);
        }

        assertThat(printed()).hasSize(3).allSatisfy(line -> assertThat(line.get("event").asText()).isEqualTo("refused"));
    }

    @Test
    void wrongConfiguration_reported() throws IOException, InterruptedException {
        try (Lambda wrong = Lambda.start(function,
                environment(Map.of("ISSUER_DEADLINE", "hunter2")))) {
            assertThat(wrong.initError()).doesNotContain("hunter2");
            assertThat(wrong.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(String.join("\n", wrong.output())).contains("issuer.deadline").doesNotContain("hunter2");
        }
    }

    @Test
    void snapStart_primedWithoutATrace() throws IOException {
        try (Lambda restored = Lambda.start(function,
                environment(Map.of("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start")), Lambda.CRAC)) {
            RuntimeApi.Answer answer = restored.invoke("first",
                    JSON.writeValueAsString(event("POST", "/keys", body("restored"))),
                    TEN_SECONDS);

            assertThat(restored.wasRestored()).isTrue();
            assertThat(parse(answer.body()).get("statusCode").asInt()).isEqualTo(201);
            assertThat(standIn.calls()).hasSize(2);
            assertThat(restored.output()).noneMatch(line -> line.contains("priming") || line.contains("\"WARN\""))
                    .filteredOn(line -> line.contains("\"audit\"")).hasSize(1);
        }
    }

    /** All that the process prints and answers, with secrets from Secrets Manager, every credential, and everything logged. */
    @Test
    void everythingLogged_noSecretPrinted() throws IOException {
        JwtIssuer issuer = new JwtIssuer();
        Map<String, String> environment = environment(Map.of("QUARKUS_LOG_LEVEL", "DEBUG",
                "QUARKUS_REST_CLIENT_LOGGING_SCOPE", "all", "ISSUER_JWT__PORTAL__JWKS", issuer.start().get(JwtIssuer.JWKS),
                "ISSUER_JWT__PORTAL__ISS", JwtIssuer.ISSUER, "ISSUER_JWT__PORTAL__AUDIENCES", JwtIssuer.AUDIENCE,
                "ISSUER_CALLERS__BACKSTAGE__JWT_SUBJECTS", JwtIssuer.SUBJECT));
        environment.keySet().removeAll(List.of("SENTRY_AUTH_TOKEN", "ISSUER_DERIVATION_SECRET"));
        StringBuilder answers = new StringBuilder();
        try (SecretsManagerServer aws = new SecretsManagerServer(SecretsManagerResource.DOCUMENT)) {
            environment.putAll(aws.environment());
            try (Lambda other = Lambda.start(function, environment, LocalCertificate.jvmOptions())) {
                Instant now = Instant.now();
                List<Map<String, String>> credentials = List.of(
                        Map.of("authorization", "Bearer " + StandInResource.TOKEN),
                        Map.of("authorization", "Bearer " + issuer.jwt()),
                        WebhookSender.headers("msg_1", now,
                                WebhookSender.sign(StandInResource.WEBHOOK_SECRET, "msg_1", now, body("secrets"))),
                        Map.of("authorization", "Bearer hunter2"), Map.of("authorization", "Bearer " + issuer.jwt() + "x"),
                        Map.of("authorization", "Bearer eyJhbGciOiJub25lIn0.hunter2.x"));
                for (Map<String, String> credential : credentials) {
                    Map<String, Object> event = event("POST", "/keys", body("secrets"));
                    Map<String, String> headers = new HashMap<>(credential);
                    headers.put("content-type", "application/json");
                    event.put("headers", headers);
                    answers.append(other.invoke("r", JSON.writeValueAsString(event), TEN_SECONDS).body()).append('\n');
                }
                standIn.inject((request, call, sentry) -> Answer.of(200, "{\"id\": {\"hunter2\": 1}, \"secret\": \"hunter2\"}")
                        .sendTo(request.response()));
                answers.append(
                        other.invoke("r", JSON.writeValueAsString(event("POST", "/keys", body("x"))), TEN_SECONDS).body());

                assertThat(answers.toString().lines().map(answer -> parse(answer).get("statusCode").asInt())).containsExactly(
                        201, 200, 200, 401, 401, 401, 502);
                assertThat(other.output()).anyMatch(line -> line.contains("\"DEBUG\""));
                assertThat(String.join("\n", other.output()) + answers).doesNotContain(StandIn.TOKEN, StandIn.SECRET_PREFIX,
                        StandInResource.TOKEN, StandInResource.DERIVATION_SECRET, "hunter2", "Bearer ", "AWS4-HMAC", "eyJ",
                        StandInResource.WEBHOOK_SECRET.substring("whsec_".length()));
            }
        } finally {
            issuer.stop();
        }
    }

    /** What was printed since the test began; every line is JSON. */
    private List<JsonNode> printed() {
        List<JsonNode> printed = new ArrayList<>();
        lambda.output().stream().skip(lines).forEach(line -> printed.add(parse(line)));
        return printed;
    }

    private static int status(Map<String, Object> event) {
        return invoke(UUID.randomUUID().toString(), event, TEN_SECONDS).get("statusCode").asInt();
    }

    private static JsonNode invoke(String requestId, Map<String, Object> event, Duration left) {
        try {
            RuntimeApi.Answer answer = lambda.invoke(requestId, JSON.writeValueAsString(event), left);
            assertThat(answer.isError()).as(answer.body()).isFalse();
            return JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    /** As an HTTP API sends it, payload version 2.0. */
    private static Map<String, Object> event(String method, String path, String body) {
        Map<String, Object> event = RuntimeApi.event(method, path, "",
                Map.of("authorization", "Bearer " + StandInResource.TOKEN, "content-type", "application/json", "host", "x"));
        event.put("routeKey", "$default");
        event.put("isBase64Encoded", false);
        event.put("body", body);
        return event;
    }

    private static String body(String name) {
        return "{\"organization\": \"acme\", \"project\": \"checkout\", \"name\": \"" + name + "\"}";
    }

    private static JsonNode parse(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(json, e);
        }
    }
}
