package dev.dsnissuer.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.UUID;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;

import dev.dsnissuer.testing.Lambda;
import dev.dsnissuer.testing.UnansweredCalls;

/** The function answers in the time that Lambda leaves it, although its own deadline is an hour here, and so is a call's. */
class RemainingTimeIT extends PackagedFunction {

    @BeforeAll
    static void startFunctionWithALongDeadline() throws IOException {
        start(Map.of("ISSUER_DEADLINE", "1h", "QUARKUS_REST_CLIENT_SENTRY_READ_TIMEOUT", "3600000"));
        // The first request of a process takes longest, because it loads most of the classes.
        assertThat(status(event("POST", "/keys", body("first")))).isEqualTo(201);
    }

    @Test
    void silence_answeredInTheTimeThatIsLeft() {
        UnansweredCalls calls = new UnansweredCalls();
        standIn.inject(calls);

        assertThat(problem(Duration.ofSeconds(4))).isEqualTo("sentry-timeout");

        calls.assertOneCallGivenUp();
    }

    /** The function keeps 250 ms for the answer itself. */
    @Test
    void lessLeftThanTheAnswerNeeds_sentryNotCalled() {
        assertThat(problem(Duration.ofMillis(200))).isEqualTo("sentry-timeout");

        assertThat(standIn.calls()).isEmpty();
    }

    private static String problem(Duration left) {
        JsonNode answer = invoke(UUID.randomUUID().toString(), event("POST", "/keys", body("slow")), left);
        assertThat(answer.get("statusCode").asInt()).isEqualTo(504);
        return parse(answer.get("body").asText()).get("type").asText().replace("urn:dsn-issuer:problem:", "");
    }
}
