package dev.dsnissuer.docs;

import static dev.dsnissuer.docs.Requests.JSON;
import static dev.dsnissuer.docs.Requests.fill;
import static dev.dsnissuer.docs.Requests.send;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import java.util.function.Consumer;

import org.jose4j.jwt.JwtClaims;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import dev.dsnissuer.testing.CookbookPage;
import dev.dsnissuer.testing.JwtIssuer;
import dev.dsnissuer.testing.WebhookSender;

/** Consumers whose pages hold a script, which is run as it stands there. */
final class ScriptedConsumers {

    static final String GITHUB_MAIN = "repo:acme@1234/checkout@5678:ref:refs/heads/main";
    static final String GITLAB_MAIN = "project_path:acme/payments:ref_type:branch:ref:main";

    private static final ObjectMapper YAML = new YAMLMapper();

    /** Signs the JWTs of every issuer that a page shows. */
    private final JwtIssuer issuer;

    ScriptedConsumers(JwtIssuer issuer) {
        this.issuer = issuer;
    }

    Map<String, PageConsumer> all() {
        return Map.of("github-actions", page -> githubActions(page, GITHUB_MAIN), "gitlab-ci",
                page -> gitlabCi(page, GITLAB_MAIN), "gitlab-webhooks", ScriptedConsumers::gitlabWebhooks, "portal",
                this::portal, "servicenow", ScriptedConsumers::serviceNow);
    }

    /** @param subject what GitHub writes into the JWT of the job */
    String githubActions(CookbookPage page, String subject) throws IOException, InterruptedException {
        Tools.require("bash", "curl", "jq");
        JsonNode job = YAML.readTree(page.consumerSide("yaml", 0));
        assertThat(job.at("/permissions/id-token").asText()).isEqualTo("write");
        assertThat(job.at("/steps/0/shell").asText()).isEqualTo("bash");
        Path folder = Files.createTempDirectory("github");
        Path variables = Files.createFile(folder.resolve("variables"));
        try (PlatformServer github = new PlatformServer("Authorization", "bearer the token of the job",
                query -> "{\"value\": \"" + jwt("https://token.actions.githubusercontent.com",
                        query.replaceFirst(".*&audience=", ""), claims -> claims.setSubject(subject)) + "\"}")) {
            // The options are those that GitHub gives to this shell.
            Tools.run(folder,
                    Map.of("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "the token of the job", "ACTIONS_ID_TOKEN_REQUEST_URL",
                            github.url() + "/?api-version=2.0", "GITHUB_ENV", variables.toString()),
                    "bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", job.at("/steps/0/run").asText());
        }
        return Files.readString(variables).strip().replaceFirst("^SENTRY_DSN=", "");
    }

    /** @param subject what GitLab writes into the JWT of the job */
    String gitlabCi(CookbookPage page, String subject) throws IOException, InterruptedException {
        Tools.require("sh", "curl", "jq");
        JsonNode job = YAML.readTree(page.consumerSide("yaml", 0)).get("dsn");
        Path folder = Files.createTempDirectory("gitlab");
        Map<String, String> variables = new HashMap<>();
        job.get("id_tokens").properties().forEach(token -> variables.put(token.getKey(),
                jwt("https://gitlab.com", token.getValue().get("aud").asText(), claims -> claims.setSubject(subject))));
        StringBuilder script = new StringBuilder();
        job.get("script").forEach(line -> script.append(line.asText()).append('\n'));
        Tools.run(folder, variables, "sh", "-e", "-c", script.toString());
        return Files.readString(folder.resolve(job.at("/artifacts/reports/dotenv").asText())).strip()
                .replaceFirst("^SENTRY_DSN=", "");
    }

    private static String gitlabWebhooks(CookbookPage page) throws IOException, InterruptedException {
        Tools.require("sh", "curl");
        Path folder = Files.createTempDirectory("gitlab");
        Files.writeString(folder.resolve("hook.json"), page.consumerSide("json", 0));
        JsonNode hook;
        try (PlatformServer gitlab = new PlatformServer("PRIVATE-TOKEN", "the token of a maintainer", query -> "{}")) {
            Tools.run(folder, Map.of("GITLAB_TOKEN", "the token of a maintainer"), "sh", "-e", "-c",
                    page.consumerSide("sh", 0).replace("https://gitlab.com", gitlab.url().toString()));
            hook = JSON.readTree(gitlab.received);
        }
        assertThat(hook.get("deployment_events").asBoolean()).isTrue();

        String body = fill(hook.get("custom_webhook_template").asText(), Map.of("environment", "production/eu",
                "environment_tier", "production", "object_kind", "deployment", "status", "running"));
        Instant now = Instant.now();
        String id = "f5e5f430-f57b-4e6e-9fac-d9128cd7232f";
        Map<String, String> headers = WebhookSender.headers(id, now,
                WebhookSender.sign(hook.get("signing_token").asText(), id, now, body));
        headers.putAll(Map.of("X-Gitlab-Event", "Deployment Hook", "Idempotency-Key", id));
        return send("POST", hook.get("url").asText(), headers, body).path("dsn").asText();
    }

    private static String serviceNow(CookbookPage page) throws IOException, InterruptedException {
        Tools.require("node");
        String script;
        try (InputStream engine = ScriptedConsumers.class.getResourceAsStream("servicenow.js")) {
            script = new String(engine.readAllBytes(), StandardCharsets.UTF_8) + page.consumerSide("js", 0)
                    + "console.log(fields.u_sentry_dsn);\n";
        }
        return node(script, Map.of("WEBHOOK_SECRET", page.webhookSecret().substring("whsec_".length())));
    }

    private String portal(CookbookPage page) throws IOException, InterruptedException {
        Tools.require("node");
        Properties configuration = new Properties();
        configuration.load(new StringReader(page.functionSide("properties").get(0)));
        String origin = configuration.getProperty("quarkus.http.cors.origins");
        String script = page.consumerSide("js", 0);
        String url = script.replaceFirst("(?s).*fetch\\('([^']+)'.*", "$1");
        HttpResponse<String> preflight = Requests.exchange("OPTIONS", url, Map.of("Origin", origin,
                "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "authorization,content-type"), "");
        assertThat(preflight.statusCode()).isEqualTo(200);
        assertThat(preflight.headers().firstValue("access-control-allow-origin")).contains(origin);

        // A browser sends the origin by itself, and Node.js does not.
        return node("const send = fetch;\nglobalThis.fetch = (url, request) =>\n"
                + "  send(url, { ...request, headers: { ...request.headers, Origin: process.env.ORIGIN } });\n" + script
                + "sentryDsn(async () => process.env.JWT, 'checkout-eu').then(console.log);\n",
                Map.of("ORIGIN", origin, "JWT",
                        jwt("https://login.example.com", "dsn-issuer", claims -> {
                            claims.setSubject("a user");
                            claims.setStringClaim("azp", "developer-portal");
                        })));
    }

    private static String node(String script, Map<String, String> variables) throws IOException, InterruptedException {
        Path folder = Files.createTempDirectory("node");
        Files.writeString(folder.resolve("script.js"), script);
        return Tools.run(folder, variables, "node", "script.js").strip();
    }

    private String jwt(String iss, String audience, Consumer<JwtClaims> more) {
        return issuer.jwt("ES256", issuer.ec, claims -> {
            claims.setIssuer(iss);
            claims.setAudience(audience);
            more.accept(claims);
        });
    }
}
