package dev.dsnissuer.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import dev.dsnissuer.testing.Lambda;
import dev.dsnissuer.testing.Onboarding;
import dev.dsnissuer.testing.SecretsManagerResource;
import dev.dsnissuer.testing.SecretsManagerServer;
import dev.dsnissuer.testing.StandInResource;

/** When the package reads the secret document for the first time. */
class PrefetchIT extends PackagedFunction {

    private static final Map<String, String> SNAPSHOT = Map.of("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start");
    private static final String DOCUMENT = SecretsManagerResource.withCallers(
            "\"backstage\": {\"projects\": [\"acme/*\"], \"token-sha256\": [\"" + StandInResource.TOKEN_SHA256 + "\"]}");

    @Test
    void started_readWhenTheFirstRequestNeedsIt() throws IOException {
        try (SecretsManagerServer aws = new SecretsManagerServer(DOCUMENT);
                Lambda lambda = Lambda.start(function, environment(aws, Map.of()))) {
            lambda.asked();
            assertThat(aws.reads()).isZero();

            new Onboarding("checkout").issue(lambda);
            assertThat(aws.reads()).isEqualTo(1);
        }
    }

    /** The executable is never restored from a snapshot. */
    @Test
    @EnabledIfSystemProperty(named = "package", matches = ".*\\.jar")
    void restored_readOnceBeforeTheFirstEvent() throws IOException {
        try (SecretsManagerServer aws = new SecretsManagerServer(DOCUMENT);
                Lambda lambda = Lambda.start(function, environment(aws, SNAPSHOT), Lambda.CRAC)) {
            lambda.asked();
            await().untilAsserted(() -> assertThat(aws.reads()).isEqualTo(1));

            new Onboarding("checkout").issue(lambda);
            assertThat(aws.reads()).isEqualTo(1);
        }
    }

    @Test
    @EnabledIfSystemProperty(named = "package", matches = ".*\\.jar")
    void restoredWhileSecretsManagerFails_firstRequestReadsAtOnce() throws IOException {
        try (SecretsManagerServer aws = new SecretsManagerServer(DOCUMENT)) {
            aws.fail(400);
            try (Lambda lambda = Lambda.start(function, environment(aws, SNAPSHOT), Lambda.CRAC)) {
                lambda.asked();
                await().untilAsserted(() -> assertThat(lambda.output()).anyMatch(line -> line.contains("could not be read")));
                aws.fail(0);

                new Onboarding("checkout").issue(lambda);
            }
        }
    }

    private static Map<String, String> environment(SecretsManagerServer aws, Map<String, String> more) {
        Map<String, String> environment = new HashMap<>(aws.environment());
        environment.putAll(more);
        environment.put("SENTRY_URL", standIn.url().toString());
        return environment;
    }
}
