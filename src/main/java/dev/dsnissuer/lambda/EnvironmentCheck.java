package dev.dsnissuer.lambda;

import java.util.regex.Pattern;

import jakarta.inject.Singleton;

import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;

/**
 * Stops the start at an environment variable that looks like a configuration key of the function and is none. The framework
 * does this for keys in property files, but ignores such variables: a misspelt restriction would leave its caller
 * unrestricted.
 */
@Startup
@Singleton
class EnvironmentCheck {

    private static final Pattern KNOWN = Pattern.compile(
            "ISSUER_(?:ORGANIZATION|DEADLINE|IDENTITY|DERIVATION_SECRET|PREVIOUS_DERIVATION_SECRETS(?:_\\d+_)?"
                    + "|SECRETS_MANAGER_SECRET_ID|JWT_CALLER_CLAIM"
                    + "|CALLERS_.+_(?:MAX_RATE_LIMIT_COUNT|MAX_RATE_LIMIT_WINDOW"
                    + "|(?:PROJECTS|OPERATIONS|TOKEN_SHA256|WEBHOOK_SECRETS|JWT_SUBJECTS)(?:_\\d+_)?))");

    EnvironmentCheck() {
        System.getenv().keySet().stream().filter(name -> name.startsWith("ISSUER_") && !KNOWN.matcher(name).matches())
                .findFirst().ifPresent(name -> {
                    throw new ConfigurationException(name + " is not a configuration key");
                });
    }
}
