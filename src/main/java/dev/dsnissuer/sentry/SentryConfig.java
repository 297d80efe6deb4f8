package dev.dsnissuer.sentry;

import io.smallrye.config.ConfigMapping;

@ConfigMapping(prefix = "sentry")
interface SentryConfig {

    /** Any region, organization subdomain or self-hosted base URL, with or without a path prefix or trailing slash. */
    String url();
}
