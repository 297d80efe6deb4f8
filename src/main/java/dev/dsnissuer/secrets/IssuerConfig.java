package dev.dsnissuer.secrets;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/**
 * All keys that begin with {@code issuer}. Values that have a form are plain strings here, because the message of a failed
 * conversion would print the value: whoever uses a value checks it and names only its key.
 */
@ConfigMapping(prefix = "issuer")
public interface IssuerConfig {

    /** The organization of requests that name none. */
    Optional<String> organization();

    @WithDefault("derived")
    String identity();

    Optional<String> derivationSecret();

    Optional<List<String>> previousDerivationSecrets();

    /** How long a whole request may take. */
    @WithDefault("9s")
    String deadline();

    /** By their names. */
    Map<String, CallerConfig> callers();

    /** The JWT issuers, by the names that callers call them. */
    Map<String, JwtConfig> jwt();

    SecretsManagerConfig secretsManager();

    /**
     * Whether a name is tied to its key by a derived public key; if not, by the name itself.
     *
     * @throws ConfigurationException if {@code issuer.identity} is neither {@code derived} nor {@code name}
     */
    default boolean isDerived() {
        return switch (identity()) {
            case "derived" -> true;
            case "name" -> false;
            default -> throw new ConfigurationException("issuer.identity must be derived or name");
        };
    }

    /** What {@link CallerSettings} is made of. */
    interface CallerConfig {

        Optional<List<String>> projects();

        Optional<List<String>> operations();

        Optional<List<String>> tokenSha256();

        Optional<List<String>> webhookSecrets();

        Optional<String> jwtIssuer();

        Optional<List<String>> jwtSubjects();

        RateLimitConfig maxRateLimit();
    }

    interface RateLimitConfig {

        /** Events. */
        Optional<String> count();

        /** Seconds. */
        Optional<String> window();
    }

    interface JwtConfig {

        /** What the claim of that name must be. */
        Optional<String> iss();

        /** Where the issuer's public keys are. */
        Optional<String> jwks();

        Optional<List<String>> audiences();

        /** The claim whose value is one of a caller's subjects. */
        @WithDefault("sub")
        String callerClaim();
    }

    interface SecretsManagerConfig {

        /** Name or ARN of the secret. */
        Optional<String> secretId();
    }
}
