package dev.dsnissuer.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.dsnissuer.secrets.Secrets;
import dev.dsnissuer.standin.Answer;
import dev.dsnissuer.standin.StandIn;
import dev.dsnissuer.testing.JwtIssuer;
import dev.dsnissuer.testing.Lambda;
import dev.dsnissuer.testing.LocalCertificate;
import dev.dsnissuer.testing.SecretsManagerResource;
import dev.dsnissuer.testing.SecretsManagerServer;
import dev.dsnissuer.testing.StandInResource;
import dev.dsnissuer.testing.WebhookSender;

/**
 * Whatever is logged, no secret is printed or answered: the package with secrets from Secrets Manager, and every kind of
 * credential.
 */
class NoSecretPrintedIT extends PackagedFunction {

    @Test
    void everythingLogged_noSecretPrinted() throws IOException {
        JwtIssuer issuer = new JwtIssuer();
        Map<String, String> environment = environment(Map.of("QUARKUS_LOG_LEVEL", "DEBUG",
                "QUARKUS_REST_CLIENT_LOGGING_SCOPE", "all", "ISSUER_JWT__PORTAL__JWKS",
                issuer.start().get(JwtIssuer.JWKS), "ISSUER_JWT__PORTAL__ISS", JwtIssuer.ISSUER,
                "ISSUER_JWT__PORTAL__AUDIENCES", JwtIssuer.AUDIENCE, "ISSUER_CALLERS__BACKSTAGE__JWT_SUBJECTS",
                JwtIssuer.SUBJECT));
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
}
