package dev.dsnissuer.testing;

import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.SocketTimeoutException;
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
import io.restassured.config.HttpClientConfig;
import io.restassured.config.RestAssuredConfig;
import io.restassured.http.ContentType;
import io.restassured.http.Header;
import io.restassured.http.Headers;
import io.restassured.response.Response;
import io.restassured.specification.RequestSpecification;

/**
 * The base of tests that call the function. The function stands behind Lambda events, and every test has a new project in the
 * stand-in.
 */
@WithTestResource(StandInResource.Default.class)
public abstract class FunctionTest {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).build();
    private static final AtomicInteger PROJECTS = new AtomicInteger();
    /** The test whose function has answered before. */
    private static Class<?> answered;

    public StandIn standIn;
    public Project project;
    public String slug;

    @BeforeAll
    public static void holdToTheOpenApiDocument() {
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

    /**
     * Waits for the function's first answer. The mock of API Gateway outlives the functions of one test run, and may hand the
     * first event to the poll of a function that has just ended, which never answers it.
     */
    public static void awaitFunction(Class<?> test) {
        RestAssuredConfig patience = RestAssuredConfig.config()
                .httpClient(HttpClientConfig.httpClientConfig().setParam("http.socket.timeout", 5000));
        for (int tries = 0; answered != test && tries < 5; tries++) {
            try {
                given().config(patience).get("/keys").then().statusCode(401);
                answered = test;
            } catch (Exception e) {
                // REST Assured throws this without declaring it.
                assertThat(e).isInstanceOf(SocketTimeoutException.class);
            }
        }
    }

    @BeforeEach
    void awaitFunction() {
        awaitFunction(getClass());
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

    /** Gives the function's own token at Sentry one scope and no other. */
    public void allow(String scope, boolean superuser) {
        standIn.addToken(new AuthToken(StandIn.TOKEN, Set.of(scope), Set.of(StandIn.ORGANIZATION), superuser));
    }

    /**
     * The body of a POST for the new project.
     *
     * @param rest further JSON members, like {@code , "useCase": "user"}; may be empty
     */
    public String body(String name, String rest) {
        return "{\"organization\": \"acme\", \"project\": \"%s\", \"name\": \"%s\"%s}".formatted(slug, name, rest);
    }

    public Response issue(String body) {
        return post(StandInResource.TOKEN, body);
    }

    /** Sends again after a 503 or 504, as callers do. For tests whose deadline is so short that it may pass without a fault. */
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

    /** @return the DSN of the answer, which must hold nothing else */
    public static String dsn(Response response, int status) {
        return dsn(json(response, status));
    }

    /** @return the DSN of the answer, whether its key is new or was there before */
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

    /** Reads JSON by Jackson, because REST Assured would compile a Groovy class for every path that it is asked for. */
    public static JsonNode json(String text) {
        try {
            return JSON.readTree(text);
        } catch (JsonProcessingException e) {
            throw new AssertionError(text, e);
        }
    }

    /** Checks the form of a problem detail, and that it holds none of the texts that no caller may see. */
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

    /**
     * Lets somebody else create a key in Sentry, without the function.
     *
     * @param key the body of the POST
     */
    public void createBesides(String key) {
        given().header("Authorization", "Bearer " + StandIn.TOKEN).contentType(ContentType.JSON).body(key)
                .post(standIn.url() + "/api/0/projects/acme/" + slug + "/keys/").then().statusCode(201);
    }

    /**
     * Hands the event to the function as it is.
     *
     * @return the answer as Lambda would hand it on
     */
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

    /** The project's keys without the one that every project has, and without those that a test added only to be many. */
    public List<Key> issuedKeys() {
        return project.keys().stream().filter(key -> !Set.of("Default", "filler").contains(key.name)).toList();
    }

    /** Checks that the function never tried a second public key, and that Sentry holds one key at the most. */
    public void assertOnePublicKeyAtMost() {
        assertThat(standIn.calls().stream().filter(call -> call.method().equals("POST")).map(Call::body).distinct())
                .hasSizeLessThanOrEqualTo(1);
        assertThat(issuedKeys()).hasSizeLessThanOrEqualTo(1);
    }

    /** Lets the first call with the method meet the fault, and Sentry answer all others. */
    public void once(String method, Fault fault) {
        AtomicInteger calls = new AtomicInteger();
        standIn.inject(
                (request, call, sentry) -> (request.method().name().equals(method) && calls.getAndIncrement() == 0 ? fault
                        : Fault.NONE).strike(request, call, sentry));
    }

    /** Gives this answer to calls with the method from now on, without Sentry seeing them. */
    public void answer(String method, Answer answer) {
        alter(method, false, sentrys -> answer);
    }

    /** Alters Sentry's answers to calls with the method from now on. */
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
