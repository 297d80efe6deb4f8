package dev.dsnissuer.lambda;

import static java.util.Map.entry;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.dsnissuer.testing.Lambda;
import dev.dsnissuer.testing.RuntimeApi;

/** With an operator's environment variables the package starts, or it names the key that is wrong and never its value. */
class StartIT {

    /** A right value for every variable that there is. */
    private static final Map<String, String> RIGHT = Map.ofEntries(
            entry("SENTRY_URL", "https://de.sentry.io/"),
            entry("SENTRY_AUTH_TOKEN", "sntryi_right"),
            entry("ISSUER_ORGANIZATION", "acme"),
            entry("ISSUER_IDENTITY", "derived"),
            entry("ISSUER_DEADLINE", "5s"),
            entry("ISSUER_PREVIOUS_DERIVATION_SECRETS", "abcdef0123456789abcdef0123456789,a0123456789abcdef0123456789abcdef"),
            entry("ISSUER_DERIVATION_SECRET", "0123456789abcdef0123456789abcdef"),
            entry("ISSUER_CALLERS__BACKSTAGE__PROJECTS", "acme/*,umbrella/checkout"),
            entry("ISSUER_CALLERS__BACKSTAGE__OPERATIONS", "issue"),
            entry("ISSUER_CALLERS__BACKSTAGE__TOKEN_SHA256",
                    "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed"),
            entry("ISSUER_CALLERS__BACKSTAGE__WEBHOOK_SECRETS", "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw,whsec_aHVudGVyMQ=="),
            entry("ISSUER_CALLERS__BACKSTAGE__JWT_SUBJECTS", "repo:acme/checkout"),
            entry("ISSUER_CALLERS__BACKSTAGE__MAX_RATE_LIMIT_COUNT", "1000"),
            entry("ISSUER_CALLERS__BACKSTAGE__MAX_RATE_LIMIT_WINDOW", "3600"),
            entry("ISSUER_CALLERS__BACKSTAGE__JWT_ISSUER", "portal"),
            entry("ISSUER_CALLERS__CHECKOUT_CI__PROJECTS_0_", "acme/checkout"),
            entry("ISSUER_CALLERS__CHECKOUT_CI__JWT_ISSUER", "github-actions"),
            entry("ISSUER_CALLERS__CHECKOUT_CI__JWT_SUBJECTS", "repo:acme@1234/checkout@5678:ref:refs/heads/*"),
            entry("ISSUER_CALLERS__CHECKOUT_CI__MAX_RATE_LIMIT__COUNT", "1000"),
            entry("ISSUER_CALLERS__CHECKOUT_CI__MAX_RATE_LIMIT__WINDOW", "3600"),
            entry("ISSUER_JWT__PORTAL__ISS", "https://issuer.example"),
            entry("ISSUER_JWT__PORTAL__JWKS", "https://issuer.example/jwks"),
            entry("ISSUER_JWT__PORTAL__AUDIENCES", "dsn-issuer,another"),
            entry("ISSUER_JWT__PORTAL__CALLER_CLAIM", "azp"),
            entry("ISSUER_JWT__GITHUB_ACTIONS__ISS", "https://token.actions.githubusercontent.com"),
            entry("ISSUER_JWT__GITHUB_ACTIONS__JWKS", "https://token.actions.githubusercontent.com/.well-known/jwks"),
            entry("ISSUER_JWT__GITHUB_ACTIONS__AUDIENCES", "dsn-issuer"),
            entry("QUARKUS_HTTP_CORS_ORIGINS", "https://portal.example,http://localhost:3000"));

    /** The JVM's archive of loaded classes, which halves the time that each start takes. */
    private static final Path ARCHIVE = Path.of(System.getProperty("package")).resolveSibling("start.jsa");

    private static final boolean IS_JVM = System.getProperty("package").endsWith(".jar");

    /** An executable asks Lambda for an event as soon as it has started. There is none here. */
    private static RuntimeApi api;

    @BeforeAll
    static void archiveClasses() throws Exception {
        api = new RuntimeApi();
        if (IS_JVM) {
            start(Map.of(), "-XX:ArchiveClassesAtExit=" + ARCHIVE, Path.of(""));
        }
    }

    @AfterAll
    static void stop() {
        api.close();
    }

    @Test
    void rightConfiguration_startsWithoutAStandIn() throws Exception {
        assertThat(start(RIGHT)).contains("started in").doesNotContain("stand-in");
    }

    @Test
    @EnabledIfSystemProperty(named = "package", matches = ".*\\.jar")
    void configurationAlone_noClassOfAwsIsLoaded() throws Exception {
        Map<String, String> environment = new HashMap<>(RIGHT);
        environment.put("JAVA_TOOL_OPTIONS", "-Xlog:class+load");
        assertThat(start(environment)).contains("dev.dsnissuer.secrets.SecretStore ", "started in")
                .doesNotContain("software.amazon.awssdk");

        environment.put("ISSUER_SECRETS_MANAGER_SECRET_ID", "dsn-issuer");
        environment.put("AWS_REGION", "eu-central-1");
        assertThat(start(environment)).contains("software.amazon.awssdk", "started in");
    }

    @ParameterizedTest
    @CsvSource({
            "SENTRY_AUTH_TOKEN, , sentry.auth-token",
            "SENTRY_AUTH_TOKEN, not one hunter2, sentry.auth-token",
            "SENTRY_URL, ftp://hunter2.example, sentry.url",
            "SENTRY_URL, https://user:hunter2@sentry.io, sentry.url",
            "SENTRY_URL, https://hunter2.example:99999, sentry.url",
            "ISSUER_DERIVATION_SECRET, , issuer.derivation-secret",
            "ISSUER_DERIVATION_SECRET, hunter2, issuer.derivation-secret",
            "ISSUER_ORGANIZATION, hunter2/x, issuer.organization",
            "ISSUER_IDENTITY, hunter2, issuer.identity",
            "ISSUER_DEADLINE, hunter2, issuer.deadline",
            "QUARKUS_HTTP_CORS_ORIGINS, https://hunter2.example/, quarkus.http.cors.origins",
            "QUARKUS_HTTP_CORS_ORIGINS, https://hunter2.example:443, quarkus.http.cors.origins",
            "QUARKUS_HTTP_CORS_ORIGINS, https://hunter2.example:70000, quarkus.http.cors.origins",
            "QUARKUS_HTTP_CORS_ORIGINS, *, quarkus.http.cors.origins",
            "QUARKUS_HTTP_CORS_ORIGINS, /.*/, quarkus.http.cors.origins",
            "ISSUER_DEADLINE, -5s, issuer.deadline",
            "ISSUER_PREVIOUS_DERIVATION_SECRETS, hunter2, issuer.previous-derivation-secrets",
            "ISSUER_CALLERS__BACKSTAGE__PROJECTS, hunter2, issuer.callers.\"backstage\".projects",
            "ISSUER_CALLERS__BACKSTAGE__OPERATIONS, hunter2, issuer.callers.\"backstage\".operations",
            "ISSUER_CALLERS__BACKSTAGE__TOKEN_SHA256, hunter2, issuer.callers.\"backstage\".token-sha256",
            "ISSUER_CALLERS__BACKSTAGE__WEBHOOK_SECRETS, hunter2, issuer.callers.\"backstage\".webhook-secrets",
            "ISSUER_CALLERS__BACKSTAGE__MAX_RATE_LIMIT_COUNT, hunter2, issuer.callers.\"backstage\".max-rate-limit.count",
            "ISSUER_CALLERS__BACKSTAGE__MAX_RATE_LIMIT_COUNT, 0, issuer.callers.\"backstage\".max-rate-limit.count",
            "ISSUER_CALLERS__BACKSTAGE__MAX_RATE_LIMIT_COUNT, 2147483648, issuer.callers.\"backstage\".max-rate-limit.count",
            "ISSUER_CALLERS__BACKSTAGE__MAX_RATE_LIMIT_WINDOW, , issuer.callers.\"backstage\".max-rate-limit.window",
            "ISSUER_CALLERS__BACKSTAGE__MAX_RATE_LIMIT_WINDOW, 86401, issuer.callers.\"backstage\".max-rate-limit.window",
            "ISSUER_CALLERS__BACKSTAGE__MAX_RATE_LIMIT, hunter2, ISSUER_CALLERS__BACKSTAGE__MAX_RATE_LIMIT",
            "ISSUER_CALLERS__BACKSTAGE__PROJECTS, , issuer.callers.\"backstage\".projects",
            "ISSUER_CALLERS__CHECKOUT_CI__JWT_SUBJECTS, , issuer.callers.\"checkout-ci\" must have token-sha256",
            "ISSUER_CALLERS__CHECKOUT_CI__JWT_ISSUER, hunter2, issuer.callers.\"checkout-ci\".jwt-issuer",
            "ISSUER_CALLERS__CHECKOUT_CI__JWT_ISSUER, , issuer.callers.\"checkout-ci\".jwt-issuer",
            "ISSUER_CALLERS__CHECKOUT_CI__PROJECTS, hunter2/x, ISSUER_CALLERS__CHECKOUT_CI__PROJECTS_0_",
            "ISSUER_CALLERS__CHECKOUT_CI__PROJECT, hunter2, ISSUER_CALLERS__CHECKOUT_CI__PROJECT is not a configuration key",
            "ISSUER_CALLERS_BACKSTAGE_PROJECTS, hunter2, ISSUER_CALLERS_BACKSTAGE_PROJECTS",
            "ISSUER_CALLERS__OTHER__MAX_RATE_LIMIT__COUNTS, 5, ISSUER_CALLERS__OTHER__MAX_RATE_LIMIT__COUNTS",
            "ISSUER_JWT__PORTAL__ISS, , issuer.jwt.\"portal\".iss",
            "ISSUER_JWT__PORTAL__AUDIENCES, , issuer.jwt.\"portal\".audiences",
            "ISSUER_JWT__GITHUB_ACTIONS__JWKS, http://hunter2.example/jwks, issuer.jwt.\"github-actions\".jwks",
            "ISSUER_JWT__GITHUB_ACTIONS__JWKS, /hunter2.pem, issuer.jwt.\"github-actions\".jwks",
            "ISSUER_JWT__GITHUB_ACTIONS__JWKS, https://hunter2 .example, issuer.jwt.\"github-actions\".jwks",
            "ISSUER_JWT__GITHUB_ACTIONS__CLAIM, hunter2, ISSUER_JWT__GITHUB_ACTIONS__CLAIM",
            "ISSUER_JWT_CALLER_CLAIM, hunter2, ISSUER_JWT_CALLER_CLAIM",
            "ISSUER_SECRETS_MANAGER_SECRET_ID, dsn-issuer, issuer.secrets-manager.secret-id",
            "ISSUER_CALLERS__BACKSTAGE__OPERATION, hunter2, ISSUER_CALLERS__BACKSTAGE__OPERATION",
            "ISSUER_DERIVATIONSECRET, hunter2, ISSUER_DERIVATIONSECRET" })
    void wrongValue_stopsTheStart(String variable, String value, String key) throws Exception {
        Map<String, String> environment = new HashMap<>(RIGHT);
        environment.compute(variable, (name, right) -> value);

        assertThat(start(environment)).contains(key).doesNotContain("hunter2", "started in");
    }

    /** In a property file where Quarkus looks for one. */
    @ParameterizedTest
    @ValueSource(strings = { "issuer.callers.\"backstage\".operation", "issuer.callers.\"backstage\".max-rate-limit.counts",
            "issuer.callers.\"Back.Stage\".projects", "issuer.callers.backstage.projects", "issuer.organisation" })
    void misspeltProperty_stopsTheStart(String property, @TempDir Path folder) throws Exception {
        Files.writeString(Files.createDirectory(folder.resolve("config")).resolve("application.properties"),
                property + "=hunter2\n");

        assertThat(start(RIGHT, "-XX:SharedArchiveFile=" + ARCHIVE, folder)).contains(property)
                .doesNotContain("hunter2", "started in");
    }

    @Test
    void rightPropertyFile_starts(@TempDir Path folder) throws Exception {
        Files.writeString(Files.createDirectory(folder.resolve("config")).resolve("application.properties"),
                "issuer.callers.\"backstage\".operations=list\nissuer.callers.other-1.projects=acme/*\n"
                        + "issuer.callers.other-1.webhook-secrets=whsec_aHVudGVyMg==\n");

        assertThat(start(RIGHT, "-XX:SharedArchiveFile=" + ARCHIVE, folder)).contains("started in");
    }

    @Test
    void devProfile_noSecretsOfDevMode() throws Exception {
        assertThat(start(Map.of("QUARKUS_PROFILE", "dev", "SENTRY_AUTH_TOKEN", "sntryi_right")))
                .contains("issuer.derivation-secret").doesNotContain("started in");
    }

    /** @return all that is printed until the process ends or says that it has started */
    private static String start(Map<String, String> environment) throws IOException, InterruptedException {
        return start(environment, "-XX:SharedArchiveFile=" + ARCHIVE, Path.of(""));
    }

    private static String start(Map<String, String> environment, String archive, Path folder)
            throws IOException, InterruptedException {
        List<String> command = IS_JVM
                ? List.of(Lambda.JAVA, Lambda.QUICK_COMPILER, archive, "-jar", System.getProperty("package"))
                : List.of(System.getProperty("package"));
        var builder = new ProcessBuilder(command).redirectErrorStream(true).directory(folder.toAbsolutePath().toFile());
        builder.environment().clear();
        builder.environment().put("AWS_LAMBDA_RUNTIME_API", api.address());
        builder.environment().putAll(environment);
        Process process = builder.start();
        StringBuilder printed = new StringBuilder();
        try (BufferedReader output = process.inputReader()) {
            String line = output.readLine();
            while (line != null) {
                printed.append(line).append('\n');
                line = line.contains("started in") ? null : output.readLine();
            }
            if (!printed.toString().contains("started in")) {
                assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
                assertThat(process.exitValue()).isNotZero();
            }
            return printed.toString();
        } finally {
            process.destroy();
        }
    }
}
