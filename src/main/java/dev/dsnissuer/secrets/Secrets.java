package dev.dsnissuer.secrets;

import java.security.SecureRandom;
import java.util.Collections;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.quarkus.runtime.configuration.ConfigurationException;

/**
 * The secrets of one moment. Whoever needs a secret asks {@link SecretStore} for it each time and does not keep it.
 *
 * @param sentryAuthToken what the function shows to Sentry
 * @param derivationSecret what public keys are derived with; whoever knows it can work out the public key of any name; null if
 *        {@code issuer.identity} is {@code name}
 * @param previousDerivationSecrets derivation secrets that were used before: keys are looked up with them, never created
 * @param callers those of the secret document, by their names; none if there is no document
 */
public record Secrets(String sentryAuthToken, String derivationSecret, List<String> previousDerivationSecrets,
        Map<String, CallerSettings> callers) {

    private static final int DERIVATION_SECRET_LENGTH = 32;

    /**
     * Random secrets that belong to nobody, other ones at each call.
     *
     * @param caller the one caller there is, with a name that nobody else has
     */
    public static Secrets madeUp(CallerSettings caller) {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        String text = HexFormat.of().formatHex(random);
        return new Secrets(text, text, List.of(), Map.of("made-up-" + text, caller));
    }

    /**
     * Checks secrets as they were written down.
     *
     * @param derived whether a derivation secret is required
     * @throws ConfigurationException naming the key, never the value, that is missing or wrong
     */
    static Secrets of(Source source, String sentryAuthToken, boolean derived, String derivationSecret, List<String> previous,
            Map<String, CallerSettings> callers) {
        // A line break from a careless paste is found here and not in the header of every request.
        if (sentryAuthToken == null || !sentryAuthToken.matches("[!-~]+")) {
            throw source.wrong("sentry.auth-token", "must be set, to visible ASCII characters");
        }
        if (derived && derivationSecret == null || derivationSecret != null && isShort(derivationSecret)) {
            throw source.wrong("issuer.derivation-secret",
                    "must be set, to at least " + DERIVATION_SECRET_LENGTH + " characters");
        }
        if (previous.stream().anyMatch(Secrets::isShort)) {
            throw source.wrong("issuer.previous-derivation-secrets",
                    "must have at least " + DERIVATION_SECRET_LENGTH + " characters each");
        }
        return new Secrets(sentryAuthToken, derivationSecret, List.copyOf(previous),
                Collections.unmodifiableMap(new LinkedHashMap<>(callers)));
    }

    private static boolean isShort(String secret) {
        return secret.length() < DERIVATION_SECRET_LENGTH;
    }

    @Override
    public String toString() {
        return "Secrets";
    }
}
