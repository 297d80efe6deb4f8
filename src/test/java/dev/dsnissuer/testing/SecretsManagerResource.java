package dev.dsnissuer.testing;

import java.util.Map;

import dev.dsnissuer.standin.StandIn;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/** Lets a {@code @QuarkusTest} take its secrets from AWS Secrets Manager. */
public class SecretsManagerResource implements QuarkusTestResourceLifecycleManager {

    /** The document's one caller, which may issue in projects of {@link StandIn#ORGANIZATION}. */
    public static final String CALLER = "onboarding";
    public static final String WEBHOOK_SECRET = "whsec_dGhlIHNlY3JldCBvZiBvbmJvYXJkaW5n";
    /** A document with the secrets that the stand-in and the tests know. */
    public static final String DOCUMENT = document(StandIn.TOKEN, WEBHOOK_SECRET, StandInResource.DERIVATION_SECRET);

    private SecretsManagerServer aws;

    public static String document(String sentryAuthToken, String webhookSecret, String derivationSecret, String... previous) {
        return of(sentryAuthToken, derivationSecret, "\"%s\": {\"projects\": [\"acme/*\"], \"webhook-secrets\": [\"%s\"]}"
                .formatted(CALLER, webhookSecret), previous);
    }

    /** @param callers the members of that object, in JSON */
    public static String withCallers(String callers) {
        return of(StandIn.TOKEN, StandInResource.DERIVATION_SECRET, callers);
    }

    private static String of(String sentryAuthToken, String derivationSecret, String callers, String... previous) {
        return ("{\"sentry-auth-token\": \"%s\", \"derivation-secret\": \"%s\", \"previous-derivation-secrets\": [%s],"
                + " \"callers\": {%s}}").formatted(sentryAuthToken, derivationSecret,
                        previous.length == 0 ? "" : "\"" + String.join("\", \"", previous) + "\"", callers);
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
