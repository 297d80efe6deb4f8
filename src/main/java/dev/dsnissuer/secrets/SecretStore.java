package dev.dsnissuer.secrets;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
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
 * May block for as long as {@link SecretsManager} does.
 */
@Startup
@Singleton
public class SecretStore {

    /** How old secrets may be; how old while Secrets Manager fails; and how soon it may be asked again. */
    private static final Duration FRESH = Duration.ofMinutes(5);
    private static final Duration USABLE = Duration.ofHours(1);
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final Clock clock;
    private final boolean derived;
    /** Null with configuration alone; then no class of AWS is loaded. */
    private final SecretsManager secretsManager;

    private Secrets secrets;
    private Instant readAt;
    private Instant triedAt = Instant.MIN;

    /** @throws ConfigurationException naming the key, never the value, that is missing or wrong */
    SecretStore(SentrySecrets sentry, IssuerSecrets issuer, Clock clock) {
        this.clock = clock;
        this.derived = issuer.identity().equals("derived");
        // Not by a method reference, which would load the class, and AWS's with it, even where it is not called.
        String secretId = issuer.secretsManager().secretId().orElse(null);
        this.secretsManager = secretId == null ? null : new SecretsManager(secretId);
        if (secretsManager == null) {
            Map<String, List<String>> webhookSecrets = new LinkedHashMap<>();
            issuer.callers().forEach((name, caller) -> webhookSecrets.put(name, caller.webhookSecrets().orElse(List.of())));
            this.secrets = Secrets.of(sentry.authToken().orElse(null), derived, issuer.derivationSecret().orElse(null),
                    issuer.previousDerivationSecrets().orElse(List.of()), webhookSecrets);
        }
    }

    /**
     * The secrets of now, at most 5 minutes old; while Secrets Manager fails, the last good ones, until they are an hour old.
     *
     * @throws SecretsUnavailableException if there are none
     */
    public synchronized Secrets current() {
        if (secretsManager == null || secrets != null && isWithin(FRESH, readAt)) {
            return secrets;
        }
        boolean usable = secrets != null && isWithin(USABLE, readAt);
        if ((!usable || !isWithin(PAUSE, triedAt)) && !read() && !usable) {
            throw new SecretsUnavailableException();
        }
        return secrets;
    }

    /**
     * Asks again at once, since one of these secrets was refused or verified nothing, but not sooner than 10 seconds after it
     * last asked: bad requests must not become requests to Secrets Manager.
     *
     * @return other secrets, if there are any now
     */
    public synchronized Optional<Secrets> newerThan(Secrets refused) {
        if (secretsManager != null && refused.equals(secrets) && !isWithin(PAUSE, triedAt)) {
            read();
        }
        return Optional.of(secrets).filter(now -> !now.equals(refused));
    }

    /** Whether that worked. Where it did not, the last good secrets stay. */
    private boolean read() {
        triedAt = clock.instant();
        try {
            secrets = secretsManager.read(derived);
            readAt = triedAt;
            return true;
        } catch (ConfigurationException e) {
            Log.errorf("The secret that issuer.secrets-manager.secret-id names is of no use: %s", e.getMessage());
        } catch (SecretsUnavailableException e) {
            Log.errorf("AWS Secrets Manager could not be read: %s", e.getMessage());
        }
        return false;
    }

    private boolean isWithin(Duration time, Instant since) {
        return clock.instant().isBefore(since.plus(time));
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
