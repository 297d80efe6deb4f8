package dev.dsnissuer.http;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.dsnissuer.testing.FunctionTest;
import dev.dsnissuer.testing.StandInResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.http.ContentType;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;

/** Who is refused before Sentry is called: a caller that nobody knows (401), and one that may not (403). */
@QuarkusTest
class RefusedCallerTest extends FunctionTest {

    @ParameterizedTest
    @ValueSource(strings = { "", "Bearer", "Bearer ", "Bearer wrong", "Basic YTpi", "backstage-token",
            "Bearer backstage-token x",
            "Bearer backstage-token,Bearer backstage-token", "Bearer BACKSTAGE-TOKEN" })
    void credentialThatDoesNotVerify_unauthenticated(String authorization) {
        RequestSpecification request = given().contentType(ContentType.JSON).body(body("x", ""));

        assertUnauthenticated(
                (authorization.isEmpty() ? request : request.header("Authorization", authorization)).post("/keys"));
    }

    @Test
    void twoCredentials_unauthenticated() {
        assertUnauthenticated(authorized().header("webhook-signature", "v1,AAAA").contentType(ContentType.JSON)
                .body(body("x", "")).post("/keys"));
    }

    @Test
    void noCredential_unauthenticatedWhateverThePathMethodOrBody() {
        assertUnauthenticated(given().get("/nothing"));
        assertUnauthenticated(given().delete("/keys"));
        assertUnauthenticated(given().contentType("text/plain").body("x").post("/keys"));
    }

    @Test
    void issuingNotAllowed_forbidden() {
        assertProblem(post(StandInResource.READER_TOKEN, body("x", "")), 403, "forbidden");
        assertThat(standIn.calls()).isEmpty();
    }

    @Test
    void issuingInThisProjectNotAllowed_forbidden() {
        assertProblem(issue("{\"organization\": \"umbrella\", \"project\": \"checkout\", \"name\": \"x\"}"), 403, "forbidden");
        assertThat(standIn.calls()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({ "limited-token, DELETE, acme, 403", "reader-token, DELETE, acme, 403", "backstage-token, GET, umbrella, 403",
            "backstage-token, DELETE, umbrella, 403", "wrong, GET, acme, 401", "wrong, DELETE, acme, 401" })
    void findingOrDeactivatingNotAllowed_refused(String token, String method, String organization, int status) {
        Response answer = given().header("Authorization", "Bearer " + token).queryParam("organization", organization)
                .queryParam("project", slug).queryParam("name", "x").request(method, "/keys");

        assertProblem(answer, status, status == 401 ? "unauthenticated" : "forbidden");
        assertThat(standIn.calls()).isEmpty();
    }

    private void assertUnauthenticated(Response response) {
        assertProblem(response, 401, "unauthenticated");
        assertThat(response.header("WWW-Authenticate")).isEqualTo("Bearer");
        assertThat(json(response).get("detail").asText()).isEqualTo("A valid credential is required");
        assertThat(standIn.calls()).isEmpty();
    }
}
