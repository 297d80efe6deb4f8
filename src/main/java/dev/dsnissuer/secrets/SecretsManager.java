package dev.dsnissuer.secrets;

import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;
import java.util.function.Function;

import io.quarkus.runtime.configuration.ConfigurationException;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.ContainerCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkSystemSetting;
import software.amazon.awssdk.core.exception.SdkException;
import software.amazon.awssdk.http.urlconnection.UrlConnectionHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClient;
import software.amazon.awssdk.services.secretsmanager.SecretsManagerClientBuilder;

/**
 * Reads the secret document from AWS Secrets Manager. Region, credentials and endpoint are found as AWS's SDK always finds
 * them.
 */
final class SecretsManager {

    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(1);
    /** Of the whole call, the retries of AWS's SDK included. */
    private static final Duration TIMEOUT = Duration.ofSeconds(2);

    /** Of priming: an access key of no account, and the name of no secret. */
    private static final AwsCredentialsProvider NOBODY = StaticCredentialsProvider
            .create(AwsBasicCredentials.create("PRIMINGPRIMINGPRIMIN", "priming"));
    private static final String NO_SECRET = "priming";

    private final String secretId;
    private final SecretsManagerClient client;

    /** @throws ConfigurationException if there is no region */
    SecretsManager(String secretId) {
        this.secretId = secretId;
        try {
            this.client = builder().build();
        } catch (SdkException e) {
            throw new ConfigurationException("issuer.secrets-manager.secret-id needs a region, as AWS_REGION");
        }
    }

    private SecretsManager(SecretsManagerClient client) {
        secretId = NO_SECRET;
        this.client = client;
    }

    /**
     * Has a server on this machine asked in the place of AWS, for credentials first, as Lambda is asked for them after a
     * restore. It is for priming before a snapshot.
     */
    static <T> T whilePriming(URI server, Function<SecretsManager, T> use) {
        // AWS's SDK looks for the place of credentials in system properties first, and only then in the environment.
        Map<String, String> place = Map.of(SdkSystemSetting.AWS_CONTAINER_CREDENTIALS_FULL_URI.property(), server + "/",
                SdkSystemSetting.AWS_CONTAINER_SERVICE_ENDPOINT.property(), server.toString(),
                SdkSystemSetting.AWS_CONTAINER_AUTHORIZATION_TOKEN.property(), NO_SECRET);
        place.forEach(System::setProperty);
        try (SecretsManagerClient client = builder().endpointOverride(server).region(Region.US_EAST_1)
                .credentialsProvider(ContainerCredentialsProvider.create()).build()) {
            return use.apply(new SecretsManager(client));
        } finally {
            place.keySet().forEach(System::clearProperty);
        }
    }

    private static SecretsManagerClientBuilder builder() {
        return SecretsManagerClient.builder().httpClientBuilder(
                UrlConnectionHttpClient.builder().connectionTimeout(CONNECT_TIMEOUT).socketTimeout(TIMEOUT));
    }

    /**
     * Asks for a secret that does not exist, with credentials that are nobody's, to prime the way to Secrets Manager: its
     * refusal is a real answer. No connection is left open, and the function's own credentials are not looked for.
     *
     * @return whether anything was answered
     */
    boolean refusesNobody() {
        try {
            client.getSecretValue(request -> request.secretId(NO_SECRET)
                    .overrideConfiguration(override -> override.apiCallTimeout(TIMEOUT).credentialsProvider(NOBODY)
                            .putHeader("Connection", "close")));
            return true;
        } catch (AwsServiceException e) {
            return true;
        } catch (SdkException e) {
            return false;
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
