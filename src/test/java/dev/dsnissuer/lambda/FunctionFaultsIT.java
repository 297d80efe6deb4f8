package dev.dsnissuer.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.EnumSource.Mode;

import com.fasterxml.jackson.databind.JsonNode;

import dev.dsnissuer.standin.Fault;
import dev.dsnissuer.standin.Faults;
import dev.dsnissuer.standin.Project;
import dev.dsnissuer.standin.StandIn;

/** Whatever goes wrong between the package and Sentry, there is one key in the end. ResilienceTest shows more of each fault. */
class FunctionFaultsIT extends PackagedFunction {

    private static Project project;

    @BeforeAll
    static void startFunction() throws IOException {
        start(Map.of("QUARKUS_REST_CLIENT_SENTRY_READ_TIMEOUT", "1000"));
        project = standIn.addProject(StandIn.ORGANIZATION, "faulty");
    }

    @ParameterizedTest
    @EnumSource(Faults.class)
    void onceWhileCreating_oneKeyInTheEnd(Faults fault) {
        AtomicBoolean struck = new AtomicBoolean();
        standIn.inject((request, call, sentry) -> (call.method().equals("POST") && !struck.getAndSet(true) ? fault : Fault.NONE)
                .strike(request, call, sentry));
        String body = body(fault.name()).replace("checkout", "faulty");

        int first = status(event("POST", "/keys", body));

        // Of an answer that is useless the function cannot know more than that, so the caller has to ask again.
        assertThat(first).isIn(fault == Faults.USELESS ? 502 : 201, fault == Faults.USELESS ? 502 : 200);
        assertThat(struck).isTrue();
        assertThat(status(event("POST", "/keys", body))).isEqualTo(200);
        assertThat(project.keys()).filteredOn(key -> key.name.equals(fault.name())).hasSize(1);
        assertThat(printed()).filteredOn(line -> line.path("loggerName").asText().equals("audit")).hasSize(2);
    }

    /** An empty answer to the POST does no harm: the key is found by the GET after it. */
    @ParameterizedTest
    @EnumSource(value = Faults.class, mode = Mode.EXCLUDE, names = "EMPTY_AFTER")
    void lasting_answeredWithAProblem(Faults fault) {
        standIn.inject(fault);

        JsonNode answer = invoke("lasting", event("POST", "/keys", body(fault.name())), Duration.ofSeconds(3));

        assertThat(answer.get("statusCode").asInt()).isBetween(502, 504);
        assertThat(answer.get("headers").get("Content-Type").asText()).isEqualTo("application/problem+json");
        assertThat(printed()).filteredOn(line -> line.path("event").asText().equals("failed")).hasSize(1);
    }
}
