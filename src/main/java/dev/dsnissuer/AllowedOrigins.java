package dev.dsnissuer;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;

import dev.dsnissuer.caller.Credential;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;

/**
 * The origins whose pages may call, each spelt as browsers send it. The framework answers their preflights; of others it would
 * let through what looks like the API's own origin, and what it could not read would crash it.
 */
@Startup
@Singleton
class AllowedOrigins {

    private static final String KEY = "quarkus.http.cors.origins";
    private static final Pattern ORIGIN = Pattern.compile("https?://(?:[a-z0-9.-]+|\\[[0-9a-f:]+])(?::\\d{1,5})?");

    private final List<String> origins;

    AllowedOrigins(@ConfigProperty(name = KEY) Optional<List<String>> origins) {
        this.origins = origins.orElse(List.of()).stream().map(String::strip).toList();
        if (!this.origins.stream().allMatch(AllowedOrigins::isOrigin)) {
            throw new ConfigurationException(
                    KEY + " must hold origins of the form https://HOST[:PORT], in lower case and without the usual port");
        }
    }

    /** Neither a star nor a regular expression, which the framework would take. */
    private static boolean isOrigin(String text) {
        if (!ORIGIN.matcher(text).matches()) {
            return false;
        }
        URI origin = URI.create(text);
        return origin.getPort() <= 65_535 && origin.getPort() != (origin.getScheme().equals("https") ? 443 : 80);
    }

    /** Also where the request comes from no page at all. */
    boolean allow(APIGatewayV2HTTPEvent event) {
        return origins.containsAll(Credential.header(event, "origin"));
    }
}
