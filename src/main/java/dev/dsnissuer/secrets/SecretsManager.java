package dev.dsnissuer.secrets;

import java.time.Duration;
import java.util.Objects;

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
     * The text of the secret document.
     *
     * @param patience how long it may take; it never takes more than 2 seconds
     * @return empty if the secret has no text
     * @throws UnavailableException if it cannot be read
     */
    String read(Duration patience) {
        Duration timeout = patience.compareTo(TIMEOUT) < 0 ? patience : TIMEOUT;
        try {
            return Objects.requireNonNullElse(client.getSecretValue(request -> request.secretId(secretId)
                    .overrideConfiguration(override -> override.apiCallTimeout(timeout))).secretString(), "");
        } catch (AwsServiceException e) {
            throw new UnavailableException("status " + e.statusCode()
                    + (e.awsErrorDetails() == null ? "" : ", " + e.awsErrorDetails().errorCode()));
        } catch (SdkException e) {
            throw new UnavailableException(e.getClass().getSimpleName());
        }
    }
}
