package dev.dsnissuer.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.dsnissuer.standin.StandIn;
import dev.dsnissuer.testing.JwtIssuer;
import dev.dsnissuer.testing.Lambda;
import dev.dsnissuer.testing.LocalCertificate;
import dev.dsnissuer.testing.RuntimeApi;
import dev.dsnissuer.testing.SecretsManagerResource;
import dev.dsnissuer.testing.SecretsManagerServer;

/**
 * A day in the life of an operator: a team comes, is limited, rotates its token, narrows what its CI may do, and goes, all by
 * changes of the secret document, while one function runs. The package's clock cannot be set, so the test makes the function
 * read the document at once, as anybody can: by a credential that is nobody's, 10 seconds after the last one.
 */
class CallersDayIT {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration PAUSE = Duration.ofSeconds(10);
    private static final Duration LEFT = Duration.ofSeconds(15);
    private static final String MAIN = "repo:acme@1/checkout@2:ref:refs/heads/main";
    private static final String BRANCH = "repo:acme@1/checkout@2:ref:refs/heads/try";

    private final JwtIssuer issuer = new JwtIssuer();
    private SecretsManagerServer aws;
    private StandIn standIn;
    private Lambda lambda;
    private long readAt;
    private int names;

    @Test
    void addedServedLimitedRotatedNarrowedRevoked() throws IOException, InterruptedException {
        Map<String, String> github = issuer.start();
        try (StandIn sentry = StandIn.start(0, "");
                SecretsManagerServer secrets = new SecretsManagerServer(SecretsManagerResource.withCallers(""))) {
            standIn = sentry;
            standIn.addProject(StandIn.ORGANIZATION, "checkout");
            aws = secrets;
            Map<String, String> environment = new HashMap<>(secrets.environment());
            environment.putAll(Map.of("SENTRY_URL", sentry.url().toString(), "ISSUER_JWT__GITHUB__JWKS",
                    github.get(JwtIssuer.JWKS), "ISSUER_JWT__GITHUB__ISS", JwtIssuer.ISSUER, "ISSUER_JWT__GITHUB__AUDIENCES",
                    JwtIssuer.AUDIENCE));
            try (Lambda function = Lambda.start(Lambda.unpack(Path.of(System.getProperty("function"))), environment,
                    LocalCertificate.jvmOptions())) {
                lambda = function;
                day();
                assertThat(lines()).extracting(line -> line.get("event").asText() + " " + line.path("caller").asText("-") + " "
                        + line.path("credential").asText() + " " + line.path("problem").asText() + " "
                        + line.path("reason").asText()).containsExactly(
                                // Nobody is known yet.
                                "refused - token unauthenticated unknown-token",
                                // The team was added, with a token and its CI's subjects.
                                "issued checkout-ci token  ", "issued checkout-ci jwt  ", "issued checkout-ci jwt  ",
                                // It was limited.
                                "refused - token unauthenticated unknown-token", "refused checkout-ci token forbidden ",
                                "issued checkout-ci token  ",
                                // Its token was rotated: first there are two of them, and then the old one is gone.
                                "issued checkout-ci token  ", "issued checkout-ci token  ",
                                "refused - token unauthenticated unknown-token",
                                "refused - token unauthenticated unknown-token", "issued checkout-ci token  ",
                                // Only its main branch may ask from now on.
                                "refused - token unauthenticated unknown-token",
                                "refused - jwt unauthenticated unknown-subject", "issued checkout-ci jwt  ",
                                // It was revoked.
                                "refused - token unauthenticated unknown-token",
                                "refused - token unauthenticated unknown-token",
                                "refused - jwt unauthenticated unknown-subject");
            }
        } finally {
            issuer.stop();
        }
    }

    private void day() throws InterruptedException {
        assertThat(ask("first", "")).isEqualTo(401);
        readAt = System.nanoTime();

        hold(List.of("first"), "*", "");
        waitForThePause();
        assertThat(ask("first", "")).isEqualTo(201);
        readAt = System.nanoTime();
        assertThat(ask(jwt(MAIN), "")).isEqualTo(201);
        assertThat(ask(jwt(BRANCH), "")).isEqualTo(201);

        hold(List.of("first"), "*", ", \"max-rate-limit\": {\"count\": 100, \"window\": 60}");
        readAgain();
        assertThat(ask("first", ", \"rateLimit\": {\"count\": 101, \"window\": 60}")).isEqualTo(403);
        assertThat(ask("first", "")).isEqualTo(201);

        hold(List.of("first", "second"), "*", "");
        waitForThePause();
        assertThat(ask("second", "")).isEqualTo(201);
        readAt = System.nanoTime();
        assertThat(ask("first", "")).isEqualTo(201);
        hold(List.of("second"), "*", "");
        readAgain();
        assertThat(ask("first", "")).isEqualTo(401);
        assertThat(ask("second", "")).isEqualTo(201);

        hold(List.of("second"), "main", "");
        readAgain();
        assertThat(ask(jwt(BRANCH), "")).isEqualTo(401);
        assertThat(ask(jwt(MAIN), "")).isEqualTo(201);

        aws.hold(SecretsManagerResource.withCallers(""));
        readAgain();
        assertThat(ask("second", "")).isEqualTo(401);
        assertThat(ask(jwt(MAIN), "")).isEqualTo(401);
    }

    private void hold(List<String> tokens, String branches, String more) {
        aws.hold(
                SecretsManagerResource.withCallers(("\"checkout-ci\": {\"projects\": [\"acme/checkout\"], \"token-sha256\": %s,"
                        + " \"jwt-issuer\": \"github\", \"jwt-subjects\": [\"repo:acme@1/checkout@2:ref:refs/heads/%s\"]%s}")
                        .formatted(tokens.stream().map(token -> '"' + sha256(token) + '"').toList(), branches, more)));
    }

    /** By a token of nobody. */
    private void readAgain() throws InterruptedException {
        waitForThePause();
        int reads = aws.reads();
        assertThat(ask("nobody", "")).isEqualTo(401);
        assertThat(aws.reads()).isEqualTo(reads + 1);
        readAt = System.nanoTime();
    }

    private void waitForThePause() throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(PAUSE.plusMillis(100).toNanos() - (System.nanoTime() - readAt));
    }

    private String jwt(String subject) {
        return issuer.jwt("RS256", issuer.rsa, claims -> claims.setSubject(subject));
    }

    /** Asks for a new key, and again if the answer says so: a machine that stalls may be too slow to fetch the JWKS in time. */
    private int ask(String token, String rest) {
        Map<String, Object> event = RuntimeApi.event("POST", "/keys", "",
                Map.of("authorization", "Bearer " + token, "content-type", "application/json"));
        event.put("body",
                "{\"organization\": \"acme\", \"project\": \"checkout\", \"name\": \"key-%d\"%s}".formatted(names++, rest));
        try {
            int status = 503;
            for (int tries = 0; status == 503 && tries < 5; tries++) {
                status = JSON.readTree(lambda.invoke(UUID.randomUUID().toString(), JSON.writeValueAsString(event), LEFT).body())
                        .get("statusCode").asInt();
                if (status == 503) {
                    // The keys of an issuer are fetched once in a second at most.
                    TimeUnit.MILLISECONDS.sleep(1100);
                }
            }
            return status;
        } catch (JsonProcessingException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** The audit lines of all requests but those that had to be sent again. */
    private List<JsonNode> lines() {
        return lambda.output().stream().filter(line -> line.contains("\"loggerName\":\"audit\"")).map(line -> {
            try {
                return JSON.readTree(line);
            } catch (JsonProcessingException e) {
                throw new AssertionError(line, e);
            }
        }).filter(line -> !line.get("event").asText().equals("failed")).toList();
    }

    private static String sha256(String token) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
