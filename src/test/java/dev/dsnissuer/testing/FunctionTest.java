package dev.dsnissuer.testing;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.dsnissuer.standin.Answer;
import dev.dsnissuer.standin.AuthToken;
import dev.dsnissuer.standin.Call;
import dev.dsnissuer.standin.Fault;
import dev.dsnissuer.standin.Key;
import dev.dsnissuer.standin.Profile;
import dev.dsnissuer.standin.Project;
import dev.dsnissuer.standin.StandIn;
import io.quarkus.test.common.WithTestResource;
import io.restassured.RestAssured;
import io.restassured.http.ContentType;
import io.restassured.http.Header;
import io.restassured.http.Headers;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;

/** What the tests of the HTTP contract share: the function behind Lambda events, and a fresh project in the stand-in. */
@WithTestResource(StandInResource.Default.class)
public abstract class FunctionTest {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
    private static final AtomicInteger PROJECTS = new AtomicInteger();

    public StandIn standIn;
    public Project project;
    public String slug;

    @BeforeAll
    public static void holdToTheDocument() {
        RestAssured.replaceFiltersWith(List.of((request, specification, context) -> {
            Response response = context.next(request, specification);
            OpenApiDocument.check(request.getMethod(), URI.create(request.getURI()).getPath(), request.getQueryParams(),
                    headers(request.getHeaders()), text(request.getBody()), response.statusCode(), headers(response.headers()),
                    response.asString());
            return response;
        }));
    }

    private static String text(Object body) {
        return body instanceof byte[] bytes ? new String(bytes, StandardCharsets.UTF_8) : (String) body;
    }

    private static Map<String, String> headers(Headers headers) {
        return headers.asList().stream().collect(Collectors.toMap(Header::getName, Header::getValue, (a, b) -> a + "," + b));
    }

    @BeforeEach
    public void freshProject() {
        slug = "project-" + PROJECTS.incrementAndGet();
        project = standIn.addProject(StandIn.ORGANIZATION, slug);
        standIn.forgetCalls();
    }

    @AfterEach
    public void asItWas() {
        standIn.inject(Fault.NONE);
        standIn.be(Profile.CURRENT);
        standIn.addToken(StandIn.INTEGRATION);
    }

    /** The function's own token, with other scopes. */
    public void allow(String scope, boolean superuser) {
        standIn.addToken(new AuthToken(StandIn.TOKEN, Set.of(scope), Set.of(StandIn.ORGANIZATION), superuser));
    }

    /** A request's body for the fresh project; the rest is JSON members, as {@code , "useCase": "user"}. */
    public String body(String name, String rest) {
        return "{\"organization\": \"acme\", \"project\": \"%s\", \"name\": \"%s\"%s}".formatted(slug, name, rest);
    }

    public Response issue(String body) {
        return post(StandInResource.TOKEN, body);
    }

    /** As callers do that are told to send again; for tests whose deadline is short. */
    public Response sentUntilAnswered(String body, int mostTries) {
        Response response = issue(body);
        for (int tries = 1; tries < mostTries && response.statusCode() > 502; tries++) {
            response = issue(body);
        }
        return response;
    }

    public JsonNode list(Map<String, String> parameters) {
        return json(get(parameters), 200);
    }

    public Response get(Map<String, String> parameters) {
        return asking(parameters).get("/keys");
    }

    public Response delete(Map<String, String> parameters) {
        return asking(parameters).delete("/keys");
    }

    public RequestSpecification asking(Map<String, String> parameters) {
        RequestSpecification request = authorized().queryParam("organization", "acme");
        if (!parameters.containsKey("project")) {
            request.queryParam("project", slug);
        }
        return request.queryParams(parameters);
    }

    public static RequestSpecification authorized() {
        return given().header("Authorization", "Bearer " + StandInResource.TOKEN);
    }

    public static Response post(String token, String body) {
        return given().header("Authorization", "Bearer " + token).contentType(ContentType.JSON).body(body).post("/keys");
    }

    /** The DSN of an answer that holds it and nothing else. */
    public static String dsn(Response response, int status) {
        return dsn(json(response, status));
    }

    /** The same, whether the key is new or was there before. */
    public static String dsn(Response response) {
        return dsn(response, response.statusCode() == 201 ? 201 : 200);
    }

    public static String dsn(JsonNode body) {
        assertThat(body.fieldNames()).as(body.toString()).toIterable().containsExactly("dsn");
        assertThat(body.get("dsn").isTextual()).as(body.toString()).isTrue();
        return body.get("dsn").textValue();
    }

    private static JsonNode json(Response response, int status) {
        assertThat(response.statusCode()).as(response.asString()).isEqualTo(status);
        assertThat(response.contentType()).isEqualTo("application/json");
        return json(response);
    }

    public static JsonNode json(Response response) {
        return json(response.asString());
    }

    /** By Jackson: each of REST Assured's own paths compiles a Groovy class. */
    public static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }

    /** Checks the form of a problem, and that nothing came along which no problem may hold. */
    public static Response assertProblem(Response response, int status, String code) {
        String body = response.asString();
        assertThat(response.statusCode()).as(body).isEqualTo(status);
        assertThat(response.contentType()).isEqualTo("application/problem+json");
        assertThat(json(response).get("type").textValue()).isEqualTo("urn:dsn-issuer:problem:" + code);
        assertThat(json(response).get("status").asInt()).isEqualTo(status);
        assertThat(json(response).get("title").textValue())
                .isEqualTo(code.substring(0, 1).toUpperCase(Locale.ROOT) + code.substring(1).replace('-', ' '));
        assertThat(json(response).get("detail").textValue()).isNotBlank();
        assertThat(body).doesNotContain("Exception", "java.", "dsnissuer.", "jackson", StandIn.SECRET_PREFIX, StandIn.TOKEN,
                StandInResource.TOKEN, StandInResource.DERIVATION_SECRET);
        return response;
    }

    public static List<String> brokenFields(Response response) {
        return json(assertProblem(response, 400, "invalid-request")).get("violations").findValuesAsText("field");
    }

    /** A key that somebody else creates with the same token, past the function. */
    public void createBesides(String key) {
        given().header("Authorization", "Bearer " + StandIn.TOKEN).contentType(ContentType.JSON).body(key)
                .post(standIn.url() + "/api/0/projects/acme/" + slug + "/keys/").then().statusCode(201);
    }

    /** What the function answers to an event as it stands: status, headers and body. */
    public static JsonNode invoke(Map<String, Object> event) {
        JsonNode answer = json(given().contentType(ContentType.JSON).body(event).post("/_lambda_").then().statusCode(200)
                .extract().response());
        Map<?, ?> http = event.get("requestContext") instanceof Map<?, ?> context ? (Map<?, ?>) context.get("http") : null;
        if (http != null && answer.hasNonNull("body")) {
            OpenApiDocument.checkAnswer(String.valueOf(http.get("method")), String.valueOf(event.get("rawPath")),
                    answer.get("statusCode").asInt(), headers(answer), answer.get("body").asText());
        }
        return answer;
    }

    private static Map<String, String> headers(JsonNode answer) {
        return JSON.convertValue(answer.get("headers"), new TypeReference<>() {
        });
    }

    public List<String> calledMethods() {
        return standIn.calls().stream().map(Call::method).toList();
    }

    /** The project's keys but for the one named Default and mere fillers. */
    public List<Key> issuedKeys() {
        return project.keys().stream().filter(key -> !Set.of("Default", "filler").contains(key.name)).toList();
    }

    /** However the function was answered, it never tried a second public key, and Sentry holds one key at the most. */
    public void assertOnePublicKeyAtMost() {
        assertThat(standIn.calls().stream().filter(call -> call.method().equals("POST")).map(Call::body).distinct())
                .hasSizeLessThanOrEqualTo(1);
        assertThat(issuedKeys()).hasSizeLessThanOrEqualTo(1);
    }

    /** The first call with the method meets the fault, all others are answered by Sentry. */
    public void once(String method, Fault fault) {
        AtomicInteger calls = new AtomicInteger();
        standIn.inject(
                (request, call, sentry) -> (request.method().name().equals(method) && calls.getAndIncrement() == 0 ? fault
                        : Fault.NONE).strike(request, call, sentry));
    }

    /** From now on calls with the method are answered with this, and Sentry does not see them. */
    public void answer(String method, Answer answer) {
        alter(method, false, sentrys -> answer);
    }

    /** From now on Sentry's answers to the method are altered on their way back. */
    public void alter(String method, UnaryOperator<Answer> alteration) {
        alter(method, true, alteration);
    }

    private void alter(String method, boolean seen, UnaryOperator<Answer> alteration) {
        standIn.inject((request, call, sentry) -> {
            if (request.method().name().equals(method)) {
                alteration.apply(seen ? sentry.get() : null).sendTo(request.response());
            } else {
                Fault.NONE.strike(request, call, sentry);
            }
        });
    }
}
