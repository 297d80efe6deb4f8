package dev.dsnissuer.secrets;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

import jakarta.inject.Singleton;

import io.quarkus.logging.Log;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigMapping;

/**
 * Where the function's secrets come from: configuration, read once, or AWS Secrets Manager, read when a request needs them.
 */
@Startup
@Singleton
public class SecretStore {

    private static final Duration FRESH = Duration.ofMinutes(5);
    private static final Duration USABLE = Duration.ofHours(1);
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final boolean derived;
    /** Null with AWS Secrets Manager. */
    private final Secrets configured;
    /** These two are null with configuration alone; then no class of AWS is loaded. */
    private final SecretsManager secretsManager;
    private final Cached<Secrets> read;
    /** Null but before a checkpoint. */
    private volatile Secrets madeUp;

    /** @throws ConfigurationException naming the key, never the value, that is missing or wrong */
    SecretStore(SentrySecrets sentry, IssuerSecrets issuer, Clock clock) {
        derived = issuer.identity().equals("derived");
        String secretId = issuer.secretsManager().secretId().orElse(null);
        if (secretId == null) {
            configured = configured(sentry, issuer);
            secretsManager = null;
            read = null;
        } else {
            configured = null;
            secretsManager = new SecretsManager(secretId);
            read = new Cached<>(this::read, FRESH, USABLE, PAUSE, clock);
        }
    }

    private Secrets configured(SentrySecrets sentry, IssuerSecrets issuer) {
        Map<String, List<String>> webhookSecrets = new LinkedHashMap<>();
        issuer.callers().forEach((name, caller) -> webhookSecrets.put(name, caller.webhookSecrets().orElse(List.of())));
        return Secrets.of(Secrets.Source.CONFIGURATION, sentry.authToken().orElse(null), derived,
                issuer.derivationSecret().orElse(null), issuer.previousDerivationSecrets().orElse(List.of()), webhookSecrets);
    }

    /**
     * The secrets of now, at most 5 minutes old; while Secrets Manager fails, the last good ones, until they are an hour old.
     *
     * @param patience how long reading them may take
     * @throws SecretsUnavailableException if there are none
     */
    public Secrets current(Duration patience) {
        if (madeUp != null) {
            return madeUp;
        }
        return configured != null ? configured : read.current(patience).orElseThrow(SecretsUnavailableException::new);
    }

    /**
     * Asks again at once, since one of these secrets was refused or verified nothing, but not sooner than 10 seconds after it
     * last asked: bad requests must not become requests to Secrets Manager.
     *
     * @return other secrets, if there are any now
     */
    public Optional<Secrets> newerThan(Secrets refused, Duration patience) {
        return configured != null || madeUp != null ? Optional.empty() : read.newerThan(refused, patience);
    }

    /**
     * Serves these instead, and reads nothing meanwhile; what was read before is forgotten.
     *
     * @param secrets null to serve the real ones again
     */
    public void pretend(Secrets secrets) {
        madeUp = secrets;
        if (read != null) {
            read.forget();
        }
    }

    private Optional<Secrets> read(Duration patience) {
        try {
            return Optional.of(secretsManager.read(derived, patience));
        } catch (ConfigurationException e) {
            Log.errorf("The secret that issuer.secrets-manager.secret-id names is of no use: %s", e.getMessage());
        } catch (SecretsUnavailableException e) {
            Log.errorf("AWS Secrets Manager could not be read: %s", e.getMessage());
        }
        return Optional.empty();
    }

    @ConfigMapping(prefix = "sentry")
    interface SentrySecrets {

        Optional<String> authToken();
    }

    @ConfigMapping(prefix = "issuer")
    interface IssuerSecrets {

        String identity();

        Optional<String> derivationSecret();

        Optional<List<String>> previousDerivationSecrets();

        Map<String, CallerSecrets> callers();

        SecretsManagerConfig secretsManager();

        interface CallerSecrets {

            Optional<List<String>> webhookSecrets();
        }

        interface SecretsManagerConfig {

            /** Name or ARN. */
            Optional<String> secretId();
        }
    }
}
