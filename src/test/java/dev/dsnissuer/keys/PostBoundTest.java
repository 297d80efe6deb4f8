package dev.dsnissuer.keys;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import dev.dsnissuer.standin.Answer;
import dev.dsnissuer.standin.Fault;
import dev.dsnissuer.standin.Faults;
import dev.dsnissuer.testing.FunctionTest;
import io.quarkus.test.junit.QuarkusTest;

/** Whatever Sentry answers, a request sends at most three POSTs: a sender that comes back must not become a load. */
@QuarkusTest
class PostBoundTest extends FunctionTest {

    @ParameterizedTest
    @EnumSource(value = Faults.class, names = { "RESET_BEFORE", "ERROR_500_BEFORE", "GATEWAY_503", "HTML_502", "HTML_503",
            "EMPTY_408", "THROTTLED_SELF_HOSTED" })
    void neverCreated_threePostsAndASafeAnswer(Faults fault) {
        standIn.inject((request, call, sentry) -> (call.method().equals("POST") ? fault : Fault.NONE).strike(request, call,
                sentry));

        assertThat(issue(body("x", "")).statusCode()).isEqualTo(503);

        assertThat(calledMethods()).filteredOn("POST"::equals).hasSize(3);
        // Before each POST one look, and one after the last POST if that may have made the key.
        assertThat(calledMethods()).hasSizeLessThanOrEqualTo(7);
        assertOnePublicKeyAtMost();
    }

    @ParameterizedTest
    @CsvSource({ "429, sentry-throttled", "500, sentry-unavailable", "408, sentry-unavailable" })
    void lastFailure_isTheAnswer(int status, String problem) {
        answer("POST", Answer.of(status, "{}"));

        assertProblem(issue(body("x", "")), 503, problem);
    }

    /** The key is found by the look after the third POST, whose answer was lost as the others were. */
    @Test
    void createdByTheThird_found() {
        int[] posts = { 0 };
        standIn.inject((request, call, sentry) -> (!call.method().equals("POST") ? Fault.NONE
                : ++posts[0] < 3 ? Faults.ERROR_500_BEFORE : Faults.ERROR_500_AFTER).strike(request, call, sentry));

        dsn(issue(body("x", "")), 200);

        assertThat(calledMethods()).containsExactly("GET", "POST", "GET", "POST", "GET", "POST", "GET");
    }

    /** A key in another project holds the public key: every POST meets the constraint, and no look finds the key. */
    @Test
    void publicKeyTakenElsewhere_threePosts() {
        String slugBefore = slug;
        String publicKey = PublicKeys.derive(Long.toString(project.id), "x",
                dev.dsnissuer.testing.StandInResource.DERIVATION_SECRET);
        freshProject();
        createBesides("{\"name\": \"elsewhere\", \"public\": \"%s\"}".formatted(publicKey));
        slug = slugBefore;
        standIn.forgetCalls();

        assertProblem(issue(body("x", "")), 503, "sentry-unavailable");

        assertThat(calledMethods()).filteredOn("POST"::equals).hasSize(3);
    }
}
