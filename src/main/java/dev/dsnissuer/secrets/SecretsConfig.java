package dev.dsnissuer.secrets;

import java.util.Optional;

import io.smallrye.config.ConfigMapping;

@ConfigMapping(prefix = "issuer")
interface SecretsConfig {

    Optional<String> derivationSecret();
}
