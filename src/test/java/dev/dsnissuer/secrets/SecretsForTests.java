package dev.dsnissuer.secrets;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

import io.smallrye.config.EnvConfigSource;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;

/** Lets tests of other rooms have secrets and a configuration of their own. */
public final class SecretsForTests {

    private SecretsForTests() {
    }

    public static SecretStore withDerivationSecret(String secret) {
        return store(Clock.systemUTC(), Map.of("issuer.derivation-secret", secret));
    }

    /** Over a right configuration; an empty value removes one of its keys. */
    public static SecretStore store(Clock clock, Map<String, String> properties) {
        Map<String, String> all = new HashMap<>(
                Map.of("sentry.url", "https://sentry.io", "issuer.identity", "derived", "sentry.auth-token", "sntryi_standin",
                        "issuer.derivation-secret", "0123456789abcdef0123456789abcdef"));
        all.putAll(properties);
        SmallRyeConfig config = config(all, Map.of());
        return new SecretStore(config.getConfigMapping(SentryConfig.class), config.getConfigMapping(IssuerConfig.class),
                clock);
    }

    public static IssuerConfig issuer(Map<String, String> properties) {
        return config(properties, Map.of()).getConfigMapping(IssuerConfig.class);
    }

    /** As the function reads its configuration. */
    static SmallRyeConfig config(Map<String, String> properties, Map<String, String> variables) {
        Map<String, String> all = new HashMap<>(Map.of("sentry.url", "https://sentry.io"));
        all.putAll(properties);
        return new SmallRyeConfigBuilder().addDefaultInterceptors()
                .withSources(new PropertiesConfigSource(all, "test", 100), new EnvConfigSource(variables, 300))
                .withInterceptors(new IssuerVariables(variables)).withMapping(SentryConfig.class)
                .withMapping(IssuerConfig.class).build();
    }
}
