package dev.dsnissuer.callers;

import jakarta.inject.Singleton;

import dev.dsnissuer.secrets.CallerSettings;
import dev.dsnissuer.secrets.IssuerConfig;
import dev.dsnissuer.secrets.SecretStore;
import dev.dsnissuer.secrets.Secrets;
import dev.dsnissuer.secrets.Source;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;

/**
 * The callers of the configuration, which never change, and beside them those of the secret document of the moment. While the
 * function primes itself before a snapshot, the made-up caller is the only one: no other can have a credential that fits too.
 */
@Startup
@Singleton
class Callers {

    private record Moment(Secrets secrets, KnownCallers callers) {
    }

    private final SecretStore store;
    private final KnownCallers none;
    private final KnownCallers configured;
    /** What was made last, because the same secrets serve for many requests. */
    private volatile Moment last;

    /** @throws ConfigurationException naming the key, never the value, that is wrong */
    Callers(IssuerConfig config, SecretStore store) {
        this.store = store;
        none = new KnownCallers(config.jwt().keySet());
        configured = none.with(Source.CONFIGURATION, CallerSettings.of(config));
        last = new Moment(null, configured);
        store.require(this::of);
    }

    /** @throws ConfigurationException naming the member of the secret document, never the value, that is wrong */
    KnownCallers of(Secrets secrets) {
        Moment moment = last;
        if (moment.secrets != secrets) {
            KnownCallers others = store.isPriming() ? none : configured;
            moment = new Moment(secrets, others.with(Source.DOCUMENT, secrets.callers()));
            last = moment;
        }
        return moment.callers;
    }
}
