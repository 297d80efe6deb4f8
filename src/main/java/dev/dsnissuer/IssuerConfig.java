package dev.dsnissuer;

import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

@ConfigMapping(prefix = "issuer")
interface IssuerConfig {

    /** Of requests that name none. */
    Optional<String> organization();

    /** For a whole request; a string, since a failed conversion would print the value. */
    @WithDefault("9s")
    String deadline();
}
