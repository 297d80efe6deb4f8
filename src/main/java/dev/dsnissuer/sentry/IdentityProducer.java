package dev.dsnissuer.sentry;

import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;

import dev.dsnissuer.secrets.SecretStore;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigMapping;

/** Makes the configured identity. */
class IdentityProducer {

    @Startup
    @Produces
    @Singleton
    KeyIdentity identity(IdentityConfig config, ClientKeys keys, SecretStore secrets) {
        return switch (config.identity()) {
            case "derived" -> new DerivedIdentity(keys, secrets);
            case "name" -> new NameIdentity(keys);
            default -> throw new ConfigurationException("issuer.identity must be derived or name");
        };
    }

    @ConfigMapping(prefix = "issuer")
    interface IdentityConfig {

        String identity();
    }
}
