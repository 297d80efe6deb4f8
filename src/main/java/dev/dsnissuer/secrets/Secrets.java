package dev.dsnissuer.secrets;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.Collections;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

import javax.crypto.SecretKey;
import javax.crypto.spec.SecretKeySpec;

import io.quarkus.runtime.configuration.ConfigurationException;

/**
 * The secrets of one moment. Whoever needs a secret asks {@link SecretStore} for it each time and does not keep it.
 *
 * @param sentryAuthToken what the function shows to Sentry
 * @param derivationSecret what public keys are derived with; whoever knows it can work out the public key of any name; null if
 *        {@code issuer.identity} is {@code name}
 * @param previousDerivationSecrets derivation secrets that were used before: keys are looked up with them, never created
 * @param webhookSecrets by caller
 */
public record Secrets(String sentryAuthToken, String derivationSecret, List<String> previousDerivationSecrets,
        Map<String, List<SecretKey>> webhookSecrets) {

    private static final int DERIVATION_SECRET_LENGTH = 32;
    private static final String WEBHOOK_SECRET_PREFIX = "whsec_";

    /** Random secrets that belong to nobody, other ones at each call, with one webhook secret for the given caller. */
    public static Secrets madeUp(String caller) {
        byte[] random = new byte[32];
        new SecureRandom().nextBytes(random);
        String text = HexFormat.of().formatHex(random);
        return new Secrets(text, text, List.of(), Map.of(caller, List.of(new SecretKeySpec(random, "HmacSHA256"))));
    }

    /** Where secrets were read: a message names a wrong one as that place names it. */
    enum Source {
        CONFIGURATION,
        DOCUMENT;

        private ConfigurationException wrong(String key, String member, String rule) {
            return new ConfigurationException((this == CONFIGURATION ? key : member) + " " + rule);
        }
    }

    /**
     * Checks secrets as they were written down.
     *
     * @param derived whether a derivation secret is required
     * @param webhookSecrets by caller, each {@code whsec_BASE64}
     * @throws ConfigurationException naming the key, never the value, that is missing or wrong
     */
    static Secrets of(Source source, String sentryAuthToken, boolean derived, String derivationSecret, List<String> previous,
            Map<String, List<String>> webhookSecrets) {
        // A line break from a careless paste is found here and not in the header of every request.
        if (sentryAuthToken == null || !sentryAuthToken.matches("[!-~]+")) {
            throw source.wrong("sentry.auth-token", "sentry-auth-token", "must be set, to visible ASCII characters");
        }
        if (derived && derivationSecret == null || derivationSecret != null && isShort(derivationSecret)) {
            throw source.wrong("issuer.derivation-secret", "derivation-secret",
                    "must be set, to at least " + DERIVATION_SECRET_LENGTH + " characters");
        }
        if (previous.stream().anyMatch(Secrets::isShort)) {
            throw source.wrong("issuer.previous-derivation-secrets", "previous-derivation-secrets",
                    "must have at least " + DERIVATION_SECRET_LENGTH + " characters each");
        }
        return new Secrets(sentryAuthToken, derivationSecret, List.copyOf(previous), keys(source, webhookSecrets));
    }

    private static boolean isShort(String secret) {
        return secret.length() < DERIVATION_SECRET_LENGTH;
    }

    private static Map<String, List<SecretKey>> keys(Source source, Map<String, List<String>> webhookSecrets) {
        Map<String, List<SecretKey>> keys = new LinkedHashMap<>();
        Set<SecretKey> seen = new HashSet<>();
        webhookSecrets.forEach((caller, secrets) -> {
            String name = "issuer.callers.\"" + caller + "\".webhook-secrets";
            List<SecretKey> own = secrets.stream().map(Secrets::key).map(key -> key.orElseThrow(
                    () -> source.wrong(name, "webhook-secrets", "must hold secrets of the form whsec_BASE64"))).toList();
            if (!Collections.disjoint(seen, own)) {
                throw source.wrong(name, "webhook-secrets", "repeats a secret: it must belong to one caller");
            }
            seen.addAll(own);
            keys.put(caller, own);
        });
        return Map.copyOf(keys);
    }

    private static Optional<SecretKey> key(String secret) {
        if (!secret.startsWith(WEBHOOK_SECRET_PREFIX)) {
            return Optional.empty();
        }
        try {
            byte[] key = Base64.getDecoder().decode(secret.substring(WEBHOOK_SECRET_PREFIX.length()));
            return key.length == 0 ? Optional.empty() : Optional.of(new SecretKeySpec(key, "HmacSHA256"));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public String toString() {
        return "Secrets";
    }
}
