package dev.dsnissuer.http;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;

/**
 * The origins whose pages may call the function from a browser, each spelt as browsers send it. The framework answers the
 * preflight requests of these origins. This class refuses all other origins first, for two reasons: the framework lets an
 * origin through that looks like the API's own, and fails at a URL that it cannot parse.
 */
@Startup
@Singleton
public class AllowedOrigins {

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

    /** Refuses a star and a regular expression too, which the framework would accept. */
    private static boolean isOrigin(String text) {
        if (!ORIGIN.matcher(text).matches()) {
            return false;
        }
        URI origin = URI.create(text);
        return origin.getPort() <= 65_535 && origin.getPort() != (origin.getScheme().equals("https") ? 443 : 80);
    }

    /**
     * @param origin what the request's {@code Origin} header says; null without one, as of a request that comes from no page
     */
    public boolean allow(String origin) {
        return origin == null || origins.contains(origin);
    }
}
