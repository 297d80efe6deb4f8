package dev.dsnissuer.secrets;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;

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

import io.quarkus.runtime.configuration.ConfigurationException;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;

/** One JSON document in AWS Secrets Manager. Region, credentials and endpoint are found as AWS's SDK always finds them. */
final class SecretsManager {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
    /** With the SDK's own retries. */
    private static final Duration TIMEOUT = Duration.ofSeconds(3);

    /** Strict: half a document is worse than yesterday's. */
    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .withCoercionConfig(LogicalType.Textual,
                    text -> text.setCoercion(CoercionInputShape.Integer, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Float, CoercionAction.Fail)
                            .setCoercion(CoercionInputShape.Boolean, CoercionAction.Fail))
            .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL)).build();

    private final String secretId;
    private final SecretsManagerClient client;

    /** @throws ConfigurationException if there is no region */
    SecretsManager(String secretId) {
        this.secretId = secretId;
        try {
            this.client = SecretsManagerClient.builder()
                    .httpClientBuilder(
                            UrlConnectionHttpClient.builder().connectionTimeout(CONNECT_TIMEOUT).socketTimeout(TIMEOUT))
                    .overrideConfiguration(override -> override.apiCallTimeout(TIMEOUT)).build();
        } catch (SdkException e) {
            throw new ConfigurationException("issuer.secrets-manager.secret-id needs a region, as AWS_REGION");
        }
    }

    /**
     * @param derived whether a derivation secret is required
     * @throws SecretsUnavailableException if the document cannot be read
     * @throws ConfigurationException if it can, but is of no use
     */
    Secrets read(boolean derived) {
        try {
            String json = client.getSecretValue(request -> request.secretId(secretId)).secretString();
            Document document = JSON.readValue(Objects.requireNonNullElse(json, ""), Document.class);
            if (document == null) {
                throw new ConfigurationException("it is no JSON object");
            }
            return Secrets.of(document.sentryAuthToken, derived, document.derivationSecret,
                    Objects.requireNonNullElse(document.previousDerivationSecrets, List.of()),
                    Objects.requireNonNullElse(document.webhookSecrets, Map.of()));
        } catch (AwsServiceException e) {
            throw new SecretsUnavailableException("status " + e.statusCode()
                    + (e.awsErrorDetails() == null ? "" : ", " + e.awsErrorDetails().errorCode()));
        } catch (SdkException e) {
            throw new SecretsUnavailableException(e.getClass().getSimpleName());
        } catch (JsonMappingException e) {
            // The message would quote the document.
            String member = e.getPath().stream().map(Reference::getFieldName).filter(Objects::nonNull)
                    .collect(Collectors.joining("."));
            throw new ConfigurationException(
                    member.isEmpty() ? "it is no JSON object" : member + " is unknown, missing or of the wrong type");
        } catch (JsonProcessingException e) {
            throw new ConfigurationException("it is not JSON, or has a member twice");
        }
    }

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
