package dev.dsnissuer.sentry;

import java.net.URI;
import java.net.URISyntaxException;

import io.smallrye.config.ConfigMapping;

@ConfigMapping(prefix = "sentry")
interface SentryConfig {

    /** Any region, organization subdomain or self-hosted base URL, with or without a path prefix or trailing slash. */
    String url();

    static boolean isBaseUrl(String text) {
        try {
            URI url = new URI(text);
            return ("https".equals(url.getScheme()) || "http".equals(url.getScheme())) && url.getHost() != null
                    && url.getPort() <= 65_535 && url.getRawUserInfo() == null && url.getRawQuery() == null
                    && url.getRawFragment() == null;
        } catch (URISyntaxException e) {
            return false;
        }
    }
}
