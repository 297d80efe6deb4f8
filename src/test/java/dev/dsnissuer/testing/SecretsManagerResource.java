package dev.dsnissuer.testing;

import java.util.Map;

import dev.dsnissuer.secrets.Secrets;
import dev.dsnissuer.standin.StandIn;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/** Lets a {@code @QuarkusTest} take its secrets from AWS Secrets Manager. */
public class SecretsManagerResource implements QuarkusTestResourceLifecycleManager {

    /** A document with the secrets that the stand-in and the tests know. */
    public static final String DOCUMENT = document(StandIn.TOKEN, StandInResource.WEBHOOK_SECRET,
            StandInResource.DERIVATION_SECRET);

    private SecretsManagerServer aws;

    public static String document(String sentryAuthToken, String webhookSecret, String derivationSecret, String... previous) {
        return ("{\"sentry-auth-token\": \"%s\", \"webhook-secrets\": {\"backstage\": [\"%s\"], \"nobody\": [\"%s\"]},"
                + " \"derivation-secret\": \"%s\", \"previous-derivation-secrets\": [%s]}").formatted(sentryAuthToken,
                        webhookSecret, StandInResource.READER_WEBHOOK_SECRET, derivationSecret,
                        previous.length == 0 ? "" : "\"" + String.join("\", \"", previous) + "\"");
    }

    /** Replaces secrets that the stand-in's resource configures. */
    @Override
    public int order() {
        return QuarkusTestResourceLifecycleManager.super.order() + 1;
    }

    @Override
    public Map<String, String> start() {
        aws = new SecretsManagerServer(DOCUMENT);
        return Map.of("issuer.secrets-manager.secret-id", SecretsManagerServer.SECRET_ID,
                "sentry.auth-token", "not used", "issuer.derivation-secret", "not used either");
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(aws, new TestInjector.MatchesType(SecretsManagerServer.class));
    }

    @Override
    public void stop() {
        aws.close();
    }
}
