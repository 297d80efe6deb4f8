package dev.dsnissuer.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.dsnissuer.testing.Lambda;
import dev.dsnissuer.testing.Onboarding;
import dev.dsnissuer.testing.SecretsManagerResource;
import dev.dsnissuer.testing.SecretsManagerServer;
import dev.dsnissuer.testing.StandInResource;

/** The package reads the secret document before the first event, and the first request does not read it again. */
class PrefetchIT extends PackagedFunction {

    private static final String DOCUMENT = SecretsManagerResource.withCallers(
            "\"backstage\": {\"projects\": [\"acme/*\"], \"token-sha256\": [\"" + StandInResource.TOKEN_SHA256 + "\"]}");

    @Test
    void started_documentReadOnceBeforeTheFirstEvent() throws IOException {
        try (SecretsManagerServer aws = new SecretsManagerServer(DOCUMENT);
                Lambda lambda = Lambda.start(function, environment(aws))) {
            lambda.asked();
            await().untilAsserted(() -> assertThat(aws.reads()).isEqualTo(1));

            new Onboarding("checkout").issue(lambda);
            assertThat(aws.reads()).isEqualTo(1);
        }
    }

    @Test
    void secretsManagerFailsAtFirst_firstRequestReadsAgain() throws IOException {
        try (SecretsManagerServer aws = new SecretsManagerServer(DOCUMENT)) {
            aws.fail(400);
            try (Lambda lambda = Lambda.start(function, environment(aws))) {
                lambda.asked();
                await().untilAsserted(() -> assertThat(lambda.output()).anyMatch(line -> line.contains("could not be read")));
                aws.fail(0);
                // Reads are at least a second apart while there is no document.
                Onboarding caller = new Onboarding("checkout");
                await().until(() -> Onboarding.status(caller.ask(lambda)) == 201);
            }
        }
    }

    private static Map<String, String> environment(SecretsManagerServer aws) {
        Map<String, String> environment = new HashMap<>(aws.environment());
        environment.put("SENTRY_URL", standIn.url().toString());
        return environment;
    }
}
