package dev.dsnissuer;

import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;

/**
 * Refuses origins that are none. The framework would take a star for everybody and slashes for a regular expression, and what
 * has a path would never match.
 */
@Startup
@Singleton
class AllowedOrigins {

    private static final String KEY = "quarkus.http.cors.origins";
    private static final Pattern ORIGIN = Pattern.compile("https?://(?:[a-z0-9.-]+|\\[[0-9a-f:]+])(?::\\d{1,5})?");

    AllowedOrigins(@ConfigProperty(name = KEY) Optional<List<String>> origins) {
        if (!origins.orElse(List.of()).stream().allMatch(origin -> ORIGIN.matcher(origin.strip()).matches())) {
            throw new ConfigurationException(KEY + " must hold origins of the form https://HOST[:PORT], in lower case");
        }
    }
}
