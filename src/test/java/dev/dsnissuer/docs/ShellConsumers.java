package dev.dsnissuer.docs;

import static dev.dsnissuer.docs.Requests.JSON;
import static dev.dsnissuer.docs.Requests.fill;
import static dev.dsnissuer.docs.Requests.send;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import dev.dsnissuer.testing.CookbookPage;
import dev.dsnissuer.testing.JwtIssuer;
import dev.dsnissuer.testing.WebhookSender;

/** Consumers whose pages hold a script for a shell, which is run as it stands there. */
final class ShellConsumers {

    static final String GITHUB_MAIN = "repo:acme@1234/checkout@5678:ref:refs/heads/main";
    static final String GITLAB_MAIN = "project_path:acme/payments:ref_type:branch:ref:main";

    private static final ObjectMapper YAML = new YAMLMapper();

    /** Signs the JWTs of every issuer that a page shows. */
    private final JwtIssuer issuer;

    ShellConsumers(JwtIssuer issuer) {
        this.issuer = issuer;
    }

    Map<String, PageConsumer> all() {
        return Map.of("github-actions", (page, folder) -> githubActions(page, folder, GITHUB_MAIN), "gitlab-ci",
                (page, folder) -> gitlabCi(page, folder, GITLAB_MAIN), "gitlab-webhooks", ShellConsumers::gitlabWebhooks);
    }

    /** @param subject what GitHub writes into the JWT of the job */
    String githubActions(CookbookPage page, Path folder, String subject) throws IOException, InterruptedException {
        Tools.require("bash", "curl", "jq");
        JsonNode job = YAML.readTree(page.consumerSide("yaml", 0));
        assertThat(job.at("/permissions/id-token").asText()).isEqualTo("write");
        assertThat(job.at("/steps/0/shell").asText()).isEqualTo("bash");
        Path variables = Files.writeString(folder.resolve("variables"), "");
        try (PlatformServer github = new PlatformServer("Authorization", "bearer the token of the job",
                query -> "{\"value\": \"" + jwt("https://token.actions.githubusercontent.com",
                        query.replaceFirst(".*&audience=", ""), subject) + "\"}")) {
            // The options are those that GitHub gives to this shell.
            Tools.run(folder,
                    Map.of("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "the token of the job", "ACTIONS_ID_TOKEN_REQUEST_URL",
                            github.url() + "/?api-version=2.0", "GITHUB_ENV", variables.toString()),
                    "bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", job.at("/steps/0/run").asText());
        }
        return Files.readString(variables).strip().replaceFirst("^SENTRY_DSN=", "");
    }

    /** @param subject what GitLab writes into the JWT of the job */
    String gitlabCi(CookbookPage page, Path folder, String subject) throws IOException, InterruptedException {
        Tools.require("sh", "curl", "jq");
        JsonNode job = YAML.readTree(page.consumerSide("yaml", 0)).get("dsn");
        Map<String, String> variables = new HashMap<>();
        job.get("id_tokens").properties().forEach(token -> variables.put(token.getKey(),
                jwt("https://gitlab.com", token.getValue().get("aud").asText(), subject)));
        StringBuilder script = new StringBuilder();
        job.get("script").forEach(line -> script.append(line.asText()).append('\n'));
        Tools.run(folder, variables, "sh", "-e", "-c", script.toString());
        return Files.readString(folder.resolve(job.at("/artifacts/reports/dotenv").asText())).strip()
                .replaceFirst("^SENTRY_DSN=", "");
    }

    private static String gitlabWebhooks(CookbookPage page, Path folder) throws IOException, InterruptedException {
        Tools.require("sh", "curl");
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

    private String jwt(String iss, String audience, String subject) {
        return issuer.jwt("ES256", issuer.ec, claims -> {
            claims.setIssuer(iss);
            claims.setAudience(audience);
            claims.setSubject(subject);
        });
    }
}
