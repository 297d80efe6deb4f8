package dev.dsnissuer.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import com.atlassian.oai.validator.OpenApiInteractionValidator;
import com.atlassian.oai.validator.model.Request.Method;
import com.atlassian.oai.validator.model.SimpleRequest;
import com.atlassian.oai.validator.model.SimpleResponse;
import com.atlassian.oai.validator.report.ValidationReport;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Holds every answer, and every request that is not refused, to the OpenAPI document that the build writes. */
final class OpenApiDocument {

    private static final OpenApiInteractionValidator DOCUMENT = OpenApiInteractionValidator.createFor("target/openapi.yaml")
            .build();
    private static final JsonNode JSON_DOCUMENT = read(written());
    private static final Set<String> METHODS = Set.of("POST", "PUT", "GET", "DELETE");

    private OpenApiDocument() {
    }

    /**
     * @param query the parameters, decoded
     * @param requestBody null if there is none
     */
    static void check(String method, String path, Map<String, String> query, Map<String, String> requestHeaders,
            String requestBody, int status, Map<String, String> responseHeaders, String responseBody) {
        checkAnswer(method, path, status, responseHeaders, responseBody);
        if (!isDocumented(method, path) || status >= 300) {
            return;
        }
        SimpleRequest.Builder request = new SimpleRequest.Builder(method, path);
        query.forEach(request::withQueryParam);
        requestHeaders.forEach((name, value) -> {
            // The function answers with JSON whatever this header wants, which no OpenAPI document can say.
            if (!name.equalsIgnoreCase("Accept")) {
                request.withHeader(name, value);
            }
        });
        if (requestBody != null && !requestBody.isEmpty()) {
            request.withBody(requestBody);
        }
        require(DOCUMENT.validateRequest(request.build()), requestBody);
    }

    static void checkAnswer(String method, String path, int status, Map<String, String> headers, String body) {
        if (!isDocumented(method, path)) {
            return;
        }
        SimpleResponse.Builder response = SimpleResponse.Builder.status(status);
        headers.forEach(response::withHeader);
        if (!body.isEmpty()) {
            response.withBody(body);
        }
        require(DOCUMENT.validateResponse(path, Method.valueOf(method), response.build()), body);
        if (status >= 400) {
            assertThat(examples(method, status)).as("%s", body).contains(code(body));
        }
    }

    private static boolean isDocumented(String method, String path) {
        return path.equals("/keys") && METHODS.contains(method);
    }

    /** The problem codes that the document knows for answers of this status. */
    private static List<String> examples(String method, int status) {
        JsonNode answer = JSON_DOCUMENT.at("/paths/~1keys/" + method.toLowerCase(Locale.ROOT) + "/responses/" + status);
        JsonNode component = JSON_DOCUMENT.at(answer.get("$ref").asText().substring(1));
        List<String> names = new ArrayList<>();
        component.at("/content/application~1problem+json/examples").fieldNames().forEachRemaining(names::add);
        return names;
    }

    private static String code(String problem) {
        return read(problem).get("type").asText().substring("urn:dsn-issuer:problem:".length());
    }

    private static JsonNode read(String json) {
        try {
            return new ObjectMapper().readTree(json);
        } catch (JsonProcessingException e) {
            throw new AssertionError(e);
        }
    }

    private static String written() {
        try {
            return Files.readString(Path.of("target/openapi.json"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void require(ValidationReport report, String text) {
        assertThat(report.getMessages()).as("%s", text).isEmpty();
    }
}
