package dev.dsnissuer.secrets;

import java.util.Optional;

import io.smallrye.config.ConfigMapping;

/** All keys that begin with {@code sentry}. */
@ConfigMapping(prefix = "sentry")
public interface SentryConfig {

    /** Any region, organization subdomain or self-hosted base URL, with or without a path prefix or trailing slash. */
    String url();

    Optional<String> authToken();
}
