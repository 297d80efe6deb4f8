package dev.dsnissuer.secrets;

import java.util.List;
import java.util.Optional;

import jakarta.inject.Singleton;

import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** The function's own secrets. Whoever needs one asks each time and keeps nothing. */
@Startup
@Singleton
public class Secrets {

    private static final int DERIVATION_SECRET_LENGTH = 32;

    private final String sentryAuthToken;
    private final String derivationSecret;
    private final List<String> previousDerivationSecrets;

    Secrets(SentrySecrets sentry, IssuerSecrets issuer) {
        // Visible ASCII: a line break from a careless paste would fail in every request's header instead.
        this.sentryAuthToken = sentry.authToken().filter(token -> token.matches("[!-~]+"))
                .orElseThrow(() -> new ConfigurationException("sentry.auth-token must be set, to visible ASCII characters"));
        this.derivationSecret = issuer.derivationSecret().orElse(null);
        this.previousDerivationSecrets = List.copyOf(issuer.previousDerivationSecrets().orElse(List.of()));
        if (issuer.identity().equals("derived") && (derivationSecret == null || isShort(derivationSecret))) {
            throw new ConfigurationException(
                    "issuer.derivation-secret must be set, to at least " + DERIVATION_SECRET_LENGTH + " characters");
        }
        if (previousDerivationSecrets.stream().anyMatch(Secrets::isShort)) {
            throw new ConfigurationException(
                    "issuer.previous-derivation-secrets must have at least " + DERIVATION_SECRET_LENGTH + " characters each");
        }
    }

    /** What the function shows to Sentry. */
    public String sentryAuthToken() {
        return sentryAuthToken;
    }

    /** What public keys are derived with: who knows it can tell the public key of any name. */
    public String derivationSecret() {
        return derivationSecret;
    }

    /** Those that were used before: looked up, never created with. */
    public List<String> previousDerivationSecrets() {
        return previousDerivationSecrets;
    }

    private static boolean isShort(String secret) {
        return secret.length() < DERIVATION_SECRET_LENGTH;
    }

    @Override
    public String toString() {
        return "Secrets";
    }

    @ConfigMapping(prefix = "sentry")
    interface SentrySecrets {

        Optional<String> authToken();
    }

    @ConfigMapping(prefix = "issuer")
    interface IssuerSecrets {

        @WithDefault("derived")
        String identity();

        Optional<String> derivationSecret();

        Optional<List<String>> previousDerivationSecrets();
    }
}
