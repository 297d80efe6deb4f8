package dev.dsnissuer;

import java.util.Optional;

import io.smallrye.config.ConfigMapping;

@ConfigMapping(prefix = "issuer")
interface IssuerConfig {

    /** Of requests that name none. */
    Optional<String> organization();
}
