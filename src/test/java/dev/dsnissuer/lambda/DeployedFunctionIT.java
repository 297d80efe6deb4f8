package dev.dsnissuer.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.URI;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import com.fasterxml.jackson.databind.JsonNode;

import dev.dsnissuer.standin.Call;
import dev.dsnissuer.testing.JwtIssuer;
import dev.dsnissuer.testing.Lambda;
import dev.dsnissuer.testing.LocalCertificate;
import dev.dsnissuer.testing.SecretsManagerResource;
import dev.dsnissuer.testing.SecretsManagerServer;
import dev.dsnissuer.testing.StandInResource;
import dev.dsnissuer.testing.TlsFront;
import dev.dsnissuer.testing.WebhookSender;

/** The package as it is deployed: it speaks TLS to Sentry, to Secrets Manager and to an issuer of JWTs. */
class DeployedFunctionIT extends PackagedFunction {

    @Test
    void secretDocument_eachCredentialServedOverTls() throws IOException {
        JwtIssuer issuer = new JwtIssuer();
        String jwks = issuer.start().get(JwtIssuer.JWKS);
        try (SecretsManagerServer aws = new SecretsManagerServer(SecretsManagerResource.DOCUMENT)) {
            Map<String, String> environment = environment(aws.environment());
            try (TlsFront sentry = new TlsFront(standIn.url());
                    TlsFront secrets = new TlsFront(URI.create(environment.get("AWS_ENDPOINT_URL_SECRETS_MANAGER")))) {
                environment.keySet().removeAll(List.of("SENTRY_AUTH_TOKEN", "ISSUER_DERIVATION_SECRET"));
                environment.putAll(Map.of("SENTRY_URL", sentry.url().toString(), "AWS_ENDPOINT_URL_SECRETS_MANAGER",
                        secrets.url().toString(), "ISSUER_JWT__PORTAL__JWKS", jwks, "ISSUER_JWT__PORTAL__ISS", JwtIssuer.ISSUER,
                        "ISSUER_JWT__PORTAL__AUDIENCES", JwtIssuer.AUDIENCE,
                        "ISSUER_CALLERS__BACKSTAGE__JWT_SUBJECTS", JwtIssuer.SUBJECT));

                assertServed(environment, aws, issuer);
            }
        } finally {
            issuer.stop();
        }
    }

    /** The executable is never restored from a snapshot. */
    @Test
    @EnabledIfSystemProperty(named = "package", matches = ".*\\.jar")
    void restored_firstRequestServedWithItsOwnCallsAlone() throws IOException {
        try (SecretsManagerServer aws = new SecretsManagerServer(SecretsManagerResource.DOCUMENT)) {
            Map<String, String> environment = environment(aws.environment());
            try (TlsFront sentry = new TlsFront(standIn.url());
                    TlsFront secrets = new TlsFront(URI.create(environment.get("AWS_ENDPOINT_URL_SECRETS_MANAGER")))) {
                environment.keySet().removeAll(List.of("SENTRY_AUTH_TOKEN", "ISSUER_DERIVATION_SECRET"));
                environment.putAll(Map.of("SENTRY_URL", sentry.url().toString(), "AWS_ENDPOINT_URL_SECRETS_MANAGER",
                        secrets.url().toString(), "AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start"));
                try (Lambda over = Lambda.start(function, environment, Stream.concat(Stream.of(Lambda.CRAC),
                        Stream.of(LocalCertificate.jvmOptions())).toArray(String[]::new))) {
                    over.asked();

                    assertThat(over.wasRestored()).isTrue();
                    assertThat(over.output()).filteredOn(line -> line.contains("Priming")).singleElement().asString()
                            .contains("Primed with");
                    // The document is read after the restore, while Lambda hands over the first event.
                    await().untilAsserted(() -> assertThat(aws.reads()).isEqualTo(1));
                    assertThat(standIn.calls()).isNotEmpty().allSatisfy(call -> assertThat(call.path()).contains("/priming/"));
                    standIn.forgetCalls();
                    assertThat(status(over, Map.of("authorization", "Bearer " + StandInResource.TOKEN), "restored"))
                            .isEqualTo(201);
                    assertThat(standIn.calls()).extracting(Call::method).containsExactly("GET", "POST");
                    assertThat(aws.reads()).isEqualTo(1);
                }
            }
        }
    }

    @Test
    void configuredSecrets_tokenServedOverTls() throws IOException {
        try (TlsFront sentry = new TlsFront(standIn.url());
                Lambda over = Lambda.start(function, environment(Map.of("SENTRY_URL", sentry.url().toString())),
                        LocalCertificate.jvmOptions())) {
            assertThat(status(over, Map.of("authorization", "Bearer " + StandInResource.TOKEN), "configured")).isEqualTo(201);
        }
    }

    /** The certificate is nobody's whom the function trusts without being told to. */
    @Test
    void certificateOfNoKnownAuthority_notSpokenTo() throws IOException {
        try (TlsFront sentry = new TlsFront(standIn.url());
                Lambda over = Lambda.start(function, environment(Map.of("SENTRY_URL", sentry.url().toString(),
                        "ISSUER_DEADLINE", "2s")))) {
            assertThat(status(over, Map.of("authorization", "Bearer " + StandInResource.TOKEN), "nobody")).isIn(503, 504);
            assertThat(standIn.calls()).isEmpty();
        }
    }

    private static void assertServed(Map<String, String> environment, SecretsManagerServer aws, JwtIssuer issuer)
            throws IOException {
        try (Lambda over = Lambda.start(function, environment, LocalCertificate.jvmOptions())) {
            over.asked();
            assertThat(aws.reads()).isZero();
            Map<String, String> token = Map.of("authorization", "Bearer " + StandInResource.TOKEN);
            // A slow machine may need longer for its first handshake than the function waits. Nobody is to notice but the sender.
            for (int i = 0; i < 5 && status(over, token, "warm") >= 500; i++) {
                assertThat(over.process().isAlive()).isTrue();
            }
            int lines = over.output().size();
            assertThat(status(over, token, "token")).isEqualTo(201);
            for (String algorithm : List.of("RS256", "PS256")) {
                String jwt = issuer.jwt(algorithm, issuer.rsa, claims -> {
                });
                assertThat(status(over, Map.of("authorization", "Bearer " + jwt), algorithm)).isEqualTo(201);
            }
            String es256 = issuer.jwt("ES256", issuer.ec, claims -> {
            });
            assertThat(status(over, Map.of("authorization", "Bearer " + es256), "es256")).isEqualTo(201);
            String edDsa = issuer.jwt("EdDSA", issuer.ed, claims -> {
            });
            assertThat(status(over, Map.of("authorization", "Bearer " + edDsa), "eddsa")).isEqualTo(201);
            Instant now = Instant.now();
            assertThat(status(over, WebhookSender.headers("msg_1", now,
                    WebhookSender.sign(StandInResource.WEBHOOK_SECRET, "msg_1", now, body("webhook"))), "webhook"))
                    .isEqualTo(201);
            assertThat(over.output().stream().skip(lines).map(PackagedFunction::parse).filter(line -> line.has("credential"))
                    .map(line -> line.get("credential").asText())).containsExactly("token", "jwt", "jwt", "jwt", "jwt",
                            "webhook");
        }
    }

    private static int status(Lambda function, Map<String, String> credential, String name) throws IOException {
        Map<String, Object> event = event("POST", "/keys", body(name));
        Map<String, String> headers = new HashMap<>(credential);
        headers.put("content-type", "application/json");
        event.put("headers", headers);
        JsonNode answer = parse(function.invoke(UUID.randomUUID().toString(), JSON.writeValueAsString(event), TEN_SECONDS)
                .body());
        return answer.get("statusCode").asInt();
    }
}
