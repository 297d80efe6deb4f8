import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.text.Normalizer;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestStreamHandler;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

/** What the benchmark compares the function with: one caller with a token and one POST /keys, without any framework. */
public final class Handler implements RequestStreamHandler {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Pattern SLUG = Pattern.compile("[A-Za-z0-9_-]{1,100}");
    private static final Pattern NAME = Pattern.compile("\\P{Cc}{1,64}");
    private static final Pattern BEARER = Pattern.compile("(?i:Bearer) +(\\S+)");
    private static final Pattern PUBLIC_DSN = Pattern.compile("https?://([0-9a-f]+)@[\\w.-]+(?::\\d{1,5})?/(\\d+)");
    private static final Set<String> MEMBERS = Set.of("organization", "project", "name");

    private final HttpClient http = HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1)
            .followRedirects(HttpClient.Redirect.NEVER).connectTimeout(Duration.ofSeconds(1)).build();
    private final String sentry = System.getenv("SENTRY_URL");
    /** Read at the first request and kept. */
    private Settings settings;

    private record Settings(String token, SecretKeySpec derivationSecret, byte[] tokenHash, List<String[]> projects) {

        static Settings of(String token, String derivationSecret, String tokenHash, Stream<String> projects) {
            return new Settings(token, new SecretKeySpec(derivationSecret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"),
                    HexFormat.of().parseHex(tokenHash), projects.map(pattern -> pattern.split("/")).toList());
        }

        static Settings ofDocument(JsonNode document) {
            JsonNode caller = document.path("callers").path("backstage");
            return of(document.path("sentry-auth-token").asText(), document.path("derivation-secret").asText(),
                    caller.path("token-sha256").path(0).asText(), caller.path("projects").valueStream().map(JsonNode::asText));
        }

        static Settings ofEnvironment() {
            return of(System.getenv("SENTRY_AUTH_TOKEN"), System.getenv("ISSUER_DERIVATION_SECRET"),
                    System.getenv("ISSUER_CALLERS__BACKSTAGE__TOKEN_SHA256"),
                    Stream.of(System.getenv("ISSUER_CALLERS__BACKSTAGE__PROJECTS").split(",")));
        }
    }

    private record Issued(String id, String dsn, boolean isNew) {
    }

    private static final class Problem extends RuntimeException {

        private static final long serialVersionUID = 1;
        private final int status;

        Problem(int status, String code) {
            super(code);
            this.status = status;
        }
    }

    @Override
    public void handleRequest(InputStream input, OutputStream output, Context context) throws IOException {
        long start = System.nanoTime();
        ObjectNode line = JSON.createObjectNode().put("timestamp", Instant.now().toString()).put("level", "INFO")
                .put("loggerName", "audit").put("requestId", context.getAwsRequestId());
        JsonNode event = JSON.readTree(input);
        try {
            if (settings == null) {
                settings = System.getenv("ISSUER_SECRETS_MANAGER_SECRET_ID") == null ? Settings.ofEnvironment()
                        : Settings.ofDocument(SecretDocument.read(http));
            }
            authenticate(event.path("headers").path("authorization").asText());
            Map<String, String> request = parse(event);
            request.forEach(line::put);
            Issued key = issue(request, line);
            line.put("event", key.isNew ? "issued" : "replayed").put("keyId", key.id.substring(0, 8));
            answer(output, key.isNew ? 201 : 200, "application/json", JSON.createObjectNode().put("dsn", key.dsn));
        } catch (Problem problem) {
            line.put("event", problem.status < 500 ? "refused" : "failed").put("problem", problem.getMessage());
            answer(output, problem.status, "application/problem+json",
                    JSON.createObjectNode().put("type", "urn:dsn-issuer:problem:" + problem.getMessage())
                            .put("title", problem.getMessage()).put("status", problem.status));
        } catch (InterruptedException | GeneralSecurityException e) {
            throw new IOException(e);
        } finally {
            line.put("durationMs", (System.nanoTime() - start) / 1_000_000);
            System.out.println(JSON.writeValueAsString(line));
        }
    }

    private static void answer(OutputStream output, int status, String type, ObjectNode body) throws IOException {
        ObjectNode answer = JSON.createObjectNode().put("statusCode", status).put("body", JSON.writeValueAsString(body))
                .put("isBase64Encoded", false);
        answer.putObject("headers").put("Content-Type", type);
        output.write(JSON.writeValueAsBytes(answer));
    }

    private void authenticate(String authorization) throws GeneralSecurityException {
        Matcher bearer = BEARER.matcher(authorization);
        if (!bearer.matches() || !MessageDigest.isEqual(settings.tokenHash,
                MessageDigest.getInstance("SHA-256").digest(bearer.group(1).getBytes(StandardCharsets.UTF_8)))) {
            throw new Problem(401, "unauthenticated");
        }
    }

    private Map<String, String> parse(JsonNode event) {
        if (!event.path("rawPath").asText().equals("/keys")) {
            throw new Problem(404, "not-found");
        }
        if (!event.path("requestContext").path("http").path("method").asText().equals("POST")) {
            throw new Problem(405, "method-not-allowed");
        }
        if (!event.path("headers").path("content-type").asText().equals("application/json")) {
            throw new Problem(415, "unsupported-media-type");
        }
        JsonNode body;
        try {
            body = JSON.readTree(event.path("body").asText());
        } catch (JsonProcessingException e) {
            throw new Problem(400, "invalid-request");
        }
        String organization = body.path("organization").asText();
        String project = body.path("project").asText();
        String name = Normalizer.normalize(body.path("name").asText().strip(), Normalizer.Form.NFC);
        if (!SLUG.matcher(organization).matches() || !SLUG.matcher(project).matches() || !NAME.matcher(name).matches()
                || body.propertyStream().anyMatch(member -> !MEMBERS.contains(member.getKey()))) {
            throw new Problem(400, "invalid-request");
        }
        if (settings.projects.stream().noneMatch(pattern -> (pattern[0].equals("*") || pattern[0].equals(organization))
                && (pattern[1].equals("*") || pattern[1].equals(project)))) {
            throw new Problem(403, "forbidden");
        }
        return Map.of("organization", organization, "project", project, "name", name);
    }

    private Issued issue(Map<String, String> request, ObjectNode line)
            throws IOException, InterruptedException, GeneralSecurityException {
        String project = request.get("organization") + "/" + request.get("project");
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(settings.derivationSecret);
        String id = HexFormat.of().formatHex(mac.doFinal((project + "/" + request.get("name")).getBytes(StandardCharsets.UTF_8)),
                0, 16);
        String keys = sentry + "/api/0/projects/" + project + "/keys/";
        line.put("sentryCalls", 1);
        JsonNode found = call(keys + id + "/", "GET", null);
        if (found != null) {
            return verified(found, id, false);
        }
        line.put("sentryCalls", 2);
        return verified(call(keys, "POST", JSON.createObjectNode().put("name", request.get("name")).put("public", id)), id, true);
    }

    private JsonNode call(String url, String method, ObjectNode body) throws IOException, InterruptedException {
        HttpResponse<byte[]> response = http.send(HttpRequest.newBuilder(URI.create(url)).timeout(Duration.ofSeconds(3))
                .header("Authorization", "Bearer " + settings.token).header("Accept", "application/json")
                .header("Content-Type", "application/json")
                .method(method, body == null ? HttpRequest.BodyPublishers.noBody()
                        : HttpRequest.BodyPublishers.ofByteArray(JSON.writeValueAsBytes(body)))
                .build(), HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() == 404 && method.equals("GET")) {
            return null;
        }
        if (response.statusCode() >= 300) {
            throw new Problem(502, "sentry-misbehaved");
        }
        return JSON.readTree(response.body());
    }

    private static Issued verified(JsonNode key, String id, boolean isNew) {
        Matcher dsn = PUBLIC_DSN.matcher(key.path("dsn").path("public").asText());
        if (!key.path("isActive").asBoolean()) {
            throw new Problem(409, "key-deactivated");
        }
        if (!key.path("id").asText().equals(id) || !dsn.matches() || !dsn.group(1).equals(id)
                || !dsn.group(2).equals(key.path("projectId").asText())) {
            throw new Problem(502, "sentry-misbehaved");
        }
        return new Issued(id, dsn.group(), isNew);
    }
}
