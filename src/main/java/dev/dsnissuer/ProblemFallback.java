package dev.dsnissuer;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

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

import dev.dsnissuer.Problem.Code;
import dev.dsnissuer.Problem.Violation;
import io.quarkus.runtime.LaunchMode;

/**
 * Makes a problem of every error that did not pass through {@link Problems}. The layers before the resource answer with
 * nothing, or with words of their own, for instance where a URL cannot be decoded.
 */
@Decorator
@Priority(1)
class ProblemFallback implements RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> {

    private static final Pattern VISIBLE_ASCII = Pattern.compile("[!-~]*");
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Set<String> CONNECTION_HEADERS = Set.of("connection", "content-length", "expect", "transfer-encoding",
            "upgrade");
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\t]]");

    private final RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> function;
    private final ObjectMapper json;
    private final AuditLog audit;
    private final AllowedOrigins origins;

    ProblemFallback(@Any @Delegate RequestHandler<APIGatewayV2HTTPEvent, APIGatewayV2HTTPResponse> function,
            ObjectMapper json, AuditLog audit, AllowedOrigins origins) {
        this.function = function;
        this.json = json;
        this.audit = audit;
        this.origins = origins;
    }

    @Override
    public APIGatewayV2HTTPResponse handleRequest(APIGatewayV2HTTPEvent event, Context context) {
        Decision decision = new Decision();
        if (!isHttp(event)) {
            return problem(Code.INVALID_REQUEST, decision, event, context);
        }
        // In dev mode Swagger UI calls, from the origin of the function itself.
        if (LaunchMode.current() != LaunchMode.DEVELOPMENT && !origins.allow(event)) {
            return problem(Code.FORBIDDEN, decision, event, context);
        }
        // These were between the caller and the gateway. Obeyed here, Expect would make a "100 Continue" the answer.
        if (event.getHeaders() != null) {
            event.getHeaders().keySet().removeIf(name -> CONNECTION_HEADERS.contains(name.toLowerCase(Locale.ROOT)));
        }
        APIGatewayV2HTTPResponse answer = function.handleRequest(event, context);
        Map<String, String> headers = answer.getHeaders() == null ? new HashMap<>() : answer.getHeaders();
        // Of an answer in chunks, which the handler put together, it leaves an empty one that breaks the gateway's own.
        headers.remove("transfer-encoding");
        if (answer.getStatusCode() < 400 || Problems.MEDIA_TYPE.equals(headers.get(HttpHeaders.CONTENT_TYPE))) {
            return answer;
        }
        // 403 is the framework's refusal of an origin, in dev mode.
        Code code = answer.getStatusCode() == 403 ? Code.FORBIDDEN
                : answer.getStatusCode() < 500 ? Code.INVALID_REQUEST : Code.INTERNAL_ERROR;
        return problem(code, decision, event, context);
    }

    /**
     * API Gateway decodes the path, and what is no HTTP any more would crash the layers before the resource, which log the
     * header that they do not like.
     */
    private static boolean isHttp(APIGatewayV2HTTPEvent event) {
        return event.getRequestContext() != null && event.getRequestContext().getHttp() != null
                && event.getRequestContext().getHttp().getMethod() != null
                && TOKEN.matcher(event.getRequestContext().getHttp().getMethod()).matches()
                && Stream.of(event.getRawPath(), event.getRawQueryString())
                        .allMatch(part -> part == null || VISIBLE_ASCII.matcher(part).matches())
                && (event.getHeaders() == null
                        || event.getHeaders().entrySet().stream().allMatch(header -> TOKEN.matcher(header.getKey()).matches()
                                && (header.getValue() == null || !CONTROL.matcher(header.getValue()).find())));
    }

    private APIGatewayV2HTTPResponse problem(Code code, Decision decision, APIGatewayV2HTTPEvent event, Context context) {
        decision.made(code);
        audit.write(decision, null, null, event, context);
        List<Violation> violations = code == Code.INVALID_REQUEST
                ? List.of(new Violation("request", "has a URL or a header that cannot be read"))
                : null;
        try {
            var headers = new HashMap<>(Map.of(HttpHeaders.CONTENT_TYPE, Problems.MEDIA_TYPE));
            return APIGatewayV2HTTPResponse.builder().withStatusCode(code.status).withHeaders(headers)
                    .withBody(
                            json.writeValueAsString(Problems.body(code, "The request could not be handled", violations, null)))
                    .build();
        } catch (JsonProcessingException e) {
            // A record of strings is always writable.
            throw new IllegalStateException(e);
        }
    }
}
