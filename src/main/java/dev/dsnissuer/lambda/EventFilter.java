package dev.dsnissuer.lambda;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

import jakarta.annotation.Priority;
import jakarta.decorator.Decorator;
import jakarta.decorator.Delegate;
import jakarta.enterprise.inject.Any;
import jakarta.ws.rs.core.HttpHeaders;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.RequestHandler;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;
import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPResponse;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.dsnissuer.audit.AuditEntry;
import dev.dsnissuer.audit.AuditLog;
import dev.dsnissuer.http.AllowedOrigins;
import dev.dsnissuer.http.ProblemDetail;
import dev.dsnissuer.http.ProblemException.Code;
import dev.dsnissuer.http.ProblemException.Violation;
import io.quarkus.runtime.LaunchMode;

/**
 * Sees every event first and every answer last. It refuses events that the framework's layers before the routes could not
 * handle, and foreign origins. An error that those layers answer in their own words, or without any, it turns into a
 * problem detail.
 */
@Decorator
@Priority(1)
class EventFilter implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {

    private final RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> function;
    private final ObjectMapper json;
    private final AuditLog audit;
    private final AllowedOrigins origins;

    EventFilter(@Any @Delegate RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> function, ObjectMapper json,
            AuditLog audit, AllowedOrigins origins) {
        this.function = function;
        this.json = json;
        this.audit = audit;
        this.origins = origins;
    }

    @Override
    public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent event, Context context) {
        AuditEntry entry = new AuditEntry();
        event.setHeaders(ReadableEvents.headers(event.getHeaders()));
        if (!ReadableEvents.isHttp(event)) {
            return problem(Code.INVALID_REQUEST, entry, event, context);
        }
        // In dev mode Swagger UI calls from the function's own origin, which the framework itself allows.
        if (LaunchMode.current() != LaunchMode.DEVELOPMENT && !origins.allow(event.getHeaders().get("origin"))) {
            return problem(Code.FORBIDDEN, entry, event, context);
        }
        ReadableEvents.removeUnreadableHeaders(event.getHeaders());
        APIGatewayV2HTTPResponse answer = function.handleRequest(event, context);
        Map<String, String> headers = answer.getHeaders() == null ? new HashMap<>() : answer.getHeaders();
        // The framework joins an answer that was sent in chunks, and leaves an empty header that API Gateway fails at.
        headers.remove("transfer-encoding");
        if (answer.getStatusCode() < 400 || ProblemDetail.MEDIA_TYPE.equals(headers.get(HttpHeaders.CONTENT_TYPE))) {
            return answer;
        }
        // In dev mode 403 is the framework's own refusal of an origin.
        Code code = answer.getStatusCode() == 403 ? Code.FORBIDDEN
                : answer.getStatusCode() < 500 ? Code.INVALID_REQUEST : Code.INTERNAL_ERROR;
        return problem(code, entry, event, context);
    }

    private APIGatewayV2HTTPResponse problem(Code code, AuditEntry entry, APIGatewayV2HTTPEvent event, Context context) {
        entry.denied(code, code.status());
        audit.write(entry, event, context);
        List<Violation> violations = code == Code.INVALID_REQUEST
                ? List.of(new Violation("request", "has a URL, a header or a body that cannot be read"))
                : null;
        try {
            return APIGatewayV2HTTPResponse.builder().withStatusCode(code.status())
                    .withHeaders(new HashMap<>(Map.of(HttpHeaders.CONTENT_TYPE, ProblemDetail.MEDIA_TYPE)))
                    .withBody(json.writeValueAsString(
                            ProblemDetail.of(code, "The request could not be handled", violations, null)))
                    .build();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("A record of strings can always be written as JSON", e);
        }
    }
}
