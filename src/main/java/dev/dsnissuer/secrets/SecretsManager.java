package dev.dsnissuer.secrets;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonMappingException.Reference;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.type.LogicalType;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.quarkus.runtime.configuration.ConfigurationException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/**
 * Reads the secret document from AWS Secrets Manager. Region, credentials and endpoint are found as AWS's SDK always finds
 * them.
 */
final class SecretsManager {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
    /** Of the whole call, the retries of AWS's SDK included. */
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    /**
     * Refuses whatever is not exactly the document described: to go on with yesterday's document is safer than to use half of
     * today's.
     */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .withCoercionConfig(LogicalType.Textual,
                    text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL)).build();

    private static final List<String> MEMBERS = List.of("sentry-auth-token", "derivation-secret",
            "previous-derivation-secrets", "webhook-secrets");

    private final String secretId;
    private final SecretsManagerClient client;

    /** @throws ConfigurationException if there is no region */
    SecretsManager(String secretId) {
        this.secretId = secretId;
        try {
            this.client = SecretsManagerClient.builder()
                    .httpClientBuilder(
                            UrlConnectionHttpClient.builder().connectionTimeout(CONNECT_TIMEOUT).socketTimeout(TIMEOUT))
                    .build();
        } catch (SdkException e) {
            throw new ConfigurationException("issuer.secrets-manager.secret-id needs a region, as AWS_REGION");
        }
    }

    /**
     * @param derived whether a derivation secret is required
     * @param patience how long it may take; it never takes more than 2 seconds
     * @throws UnavailableException if the document cannot be read
     * @throws ConfigurationException if the document was read but breaks a rule
     */
    Secrets read(boolean derived, Duration patience) {
        Duration timeout = patience.compareTo(TIMEOUT) < 0 ? patience : TIMEOUT;
        try {
            String json = client.getSecretValue(request -> request.secretId(secretId)
                    .overrideConfiguration(override -> override.apiCallTimeout(timeout))).secretString();
            Document document = JSON.readValue(Objects.requireNonNullElse(json, ""), Document.class);
            if (document == null) {
                throw new ConfigurationException("it is null");
            }
            return Secrets.of(Secrets.Source.DOCUMENT, document.sentryAuthToken, derived, document.derivationSecret,
                    Objects.requireNonNullElse(document.previousDerivationSecrets, List.of()),
                    Objects.requireNonNullElse(document.webhookSecrets, Map.of()));
        } catch (AwsServiceException e) {
            throw new UnavailableException("status " + e.statusCode()
                    + (e.awsErrorDetails() == null ? "" : ", " + e.awsErrorDetails().errorCode()));
        } catch (SdkException e) {
            throw new UnavailableException(e.getClass().getSimpleName());
        } catch (JsonMappingException e) {
            // The exception's message quotes the document, and an unknown member's name may be a misplaced secret: neither is kept.
            throw new ConfigurationException(
                    e.getPath().stream().limit(1).map(Reference::getFieldName).filter(MEMBERS::contains).findFirst()
                            .map(member -> member + " is missing, or of the wrong type")
                            .orElse("it is no JSON object with these members: " + MEMBERS));
        } catch (JsonProcessingException e) {
            throw new ConfigurationException("it is not JSON, or has a member twice");
        }
    }

    @RegisterForReflection
    private record Document(@JsonProperty("sentry-auth-token") String sentryAuthToken,
            @JsonProperty("derivation-secret") String derivationSecret,
            @JsonProperty("previous-derivation-secrets") List<String> previousDerivationSecrets,
            @JsonProperty("webhook-secrets") Map<String, List<String>> webhookSecrets) {

        @Override
        public String toString() {
            return "Document";
        }
    }
}
