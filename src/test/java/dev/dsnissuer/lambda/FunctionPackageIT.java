package dev.dsnissuer.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

import dev.dsnissuer.standin.Answer;
import dev.dsnissuer.testing.Lambda;
import dev.dsnissuer.testing.RuntimeApi;

/** The package as it is deployed: its size, how it starts under AWS's runtime, and how it is restored from a snapshot. */
class FunctionPackageIT extends PackagedFunction {

    @Test
    void smallerThan20Megabytes_theExecutableThan25() throws IOException {
        assertThat(Files.size(Path.of(System.getProperty("function"))))
                .isLessThan(Files.exists(function.resolve("bootstrap")) ? 25_000_000 : 20_000_000);
    }

    @Test
    void wrongConfiguration_reportedWithoutItsValue() throws IOException, InterruptedException {
        try (Lambda wrong = Lambda.start(function,
                environment(Map.of("ISSUER_DEADLINE", "hunter2")))) {
            // An executable just ends, which Lambda reports itself.
            if (!Files.exists(function.resolve("bootstrap"))) {
                assertThat(wrong.initError()).doesNotContain("hunter2");
            }
            assertThat(wrong.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(wrong.process().exitValue()).isNotZero();
            assertThat(String.join("\n", wrong.output())).contains("issuer.deadline").doesNotContain("hunter2");
        }
    }

    @Test
    @DisabledIfSystemProperty(named = "function", matches = ".*-native\\.zip")
    void restoredFromASnapshot_primedWithoutATrace() throws IOException {
        try (Lambda restored = Lambda.start(function,
                environment(Map.of("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start")), Lambda.CRAC)) {
            RuntimeApi.Answer answer = restored.invoke("first",
                    JSON.writeValueAsString(event("POST", "/keys", body("restored"))),
                    TEN_SECONDS);

            assertThat(restored.wasRestored()).isTrue();
            assertThat(parse(answer.body()).get("statusCode").asInt()).isEqualTo(201);
            // Priming shows itself to Sentry, by calls that can make nothing.
            assertThat(standIn.calls()).filteredOn(call -> call.path().contains("/priming/")).hasSizeBetween(1, 12)
                    .allMatch(call -> call.method().equals("GET"));
            assertThat(standIn.calls()).filteredOn(call -> !call.path().contains("/priming/")).hasSize(2);
            assertThat(restored.output()).noneMatch(line -> line.contains("priming") || line.contains("\"WARN\""))
                    .filteredOn(line -> line.contains("\"audit\"")).hasSize(1);
        }
    }
}
