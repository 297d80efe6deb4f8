package dev.dsnissuer.secrets;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;

import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;

/** Lets tests of other rooms have secrets of their own. */
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
        SmallRyeConfig config = new SmallRyeConfigBuilder().withSources(new PropertiesConfigSource(all, "test", 100))
                .withMapping(SentryConfig.class).withMapping(IssuerConfig.class).build();
        return new SecretStore(config.getConfigMapping(SentryConfig.class), config.getConfigMapping(IssuerConfig.class),
                clock);
    }
}
