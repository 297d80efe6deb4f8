package dev.dsnissuer.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import dev.dsnissuer.standin.Key;
import dev.dsnissuer.standin.StandIn;
import dev.dsnissuer.testing.FunctionTest;
import dev.dsnissuer.testing.StandInAnswers;
import dev.dsnissuer.testing.StandInResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;

/** POST: one key for a name, however often it is asked for, with the fewest calls to Sentry. */
@QuarkusTest
class IssueKeyTest extends FunctionTest {

    @Test
    void newName_twoCalls() {
        String dsn = dsn(issue(body("checkout-eu", "")), 201);

        assertThat(calledMethods()).containsExactly("GET", "POST");
        Key key = issuedKeys().get(0);
        assertThat(issuedKeys()).hasSize(1);
        assertThat(key.name).isEqualTo("checkout-eu");
        assertThat(dsn).isEqualTo(standIn.url().toString().replace("://", "://" + key.publicKey + "@") + "/" + project.id);
    }

    @Test
    void nameIssuedBefore_sameDsn_oneCall() {
        String first = dsn(issue(body("checkout-eu", "")), 201);
        standIn.forgetCalls();

        assertThat(dsn(issue(body("checkout-eu", "")), 200)).isEqualTo(first);

        assertThat(calledMethods()).containsExactly("GET");
        assertThat(issuedKeys()).hasSize(1);
    }

    @Test
    void nameWithSpacesOrDecomposed_sameKey() {
        String dsn = dsn(issue(body("caf\u00e9", "")), 201);

        assertThat(dsn(issue(body(" \\t\\u00a0cafe\u0301\\n", "")), 200)).isEqualTo(dsn);
        assertThat(issuedKeys()).extracting(key -> key.name).containsExactly("caf\u00e9");
    }

    @Test
    void nameInOtherCase_anotherKey() {
        assertThat(dsn(issue(body("checkout", "")), 201)).isNotEqualTo(dsn(issue(body("Checkout", "")), 201));
    }

    @Test
    void longestName_issued() {
        dsn(issue(body("\uD83D\uDE80".repeat(64), "")), 201);
    }

    @Test
    void sameNameInAnotherProject_anotherKey() {
        String dsn = dsn(issue(body("checkout-eu", "")), 201);
        freshProject();

        assertThat(dsn(issue(body("checkout-eu", "")), 201)).isNotEqualTo(dsn);
    }

    @Test
    void rateLimitAndUseCase_passedToSentry() {
        allow("project:write", true);

        dsn(issue(body("limited", ", \"rateLimit\": {\"count\": 1000, \"window\": 3600}, \"useCase\": \"profiling\"")), 201);

        Key key = issuedKeys().get(0);
        assertThat(key.rateLimitCount).isEqualTo(1000);
        assertThat(key.rateLimitWindow).isEqualTo(3600);
        assertThat(key.useCase).isEqualTo("profiling");
    }

    @Test
    void sameRateLimitAgain_sameDsn() {
        String body = body("limited", ", \"rateLimit\": {\"count\": 1000, \"window\": 3600}");

        assertThat(dsn(issue(body), 201)).isEqualTo(dsn(issue(body), 200));
    }

    @Test
    void noRateLimitAskedFor_anyWillDo() {
        String dsn = dsn(issue(body("limited", ", \"rateLimit\": {\"count\": 1000, \"window\": 3600}")), 201);

        assertThat(dsn(issue(body("limited", "")), 200)).isEqualTo(dsn);
    }

    @Test
    void projectById_issued() {
        dsn(issue("{\"organization\": \"acme\", \"project\": \"%d\", \"name\": \"by id\"}".formatted(project.id)), 201);

        assertThat(issuedKeys()).hasSize(1);
    }

    @Test
    void olderServerWithFewerMembers_issued() {
        alter("POST", answer -> StandInAnswers.keeping(answer, "id", "name", "isActive", "dsn"));

        dsn(issue(body("old", ", \"useCase\": \"user\"")), 201);
    }

    @Test
    void answer_nothingOfSentrysButThePublicDsn() {
        for (int status : new int[] { 201, 200 }) {
            Response response = issue(body("leak", ""));

            dsn(response, status);
            assertThat(response.asString() + response.headers()).doesNotContain(StandIn.SECRET_PREFIX, "ingest", "browserSdk");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "text/plain", "text/html", "image/*;q=0.1", "nonsense" })
    void otherAcceptHeader_jsonAllTheSame(String accept) {
        Response response = given().header("Authorization", "Bearer " + StandInResource.TOKEN).accept(accept)
                .contentType(ContentType.JSON).body(body("accept", "")).post("/keys");

        dsn(response, 201);
    }
}
