package dev.dsnissuer.callers;

import jakarta.inject.Singleton;

import dev.dsnissuer.secrets.CallerSettings;
import dev.dsnissuer.secrets.IssuerConfig;
import dev.dsnissuer.secrets.SecretStore;
import dev.dsnissuer.secrets.Secrets;
import dev.dsnissuer.secrets.Source;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;

/** The callers of the configuration, which never change, and beside them those of the secret document of the moment. */
@Startup
@Singleton
class Callers {

    private record Moment(Secrets secrets, KnownCallers callers) {
    }

    private final KnownCallers configured;
    /** What was made last, because the same secrets serve for many requests. */
    private volatile Moment last;

    /** @throws ConfigurationException naming the key, never the value, that is wrong */
    Callers(IssuerConfig config, SecretStore secrets) {
        configured = new KnownCallers(config.jwt().keySet()).with(Source.CONFIGURATION, CallerSettings.of(config));
        last = new Moment(null, configured);
        secrets.require(this::of);
    }

    /** @throws ConfigurationException naming the member of the secret document, never the value, that is wrong */
    KnownCallers of(Secrets secrets) {
        Moment moment = last;
        if (moment.secrets != secrets) {
            moment = new Moment(secrets, configured.with(Source.DOCUMENT, secrets.callers()));
            last = moment;
        }
        return moment.callers;
    }
}
