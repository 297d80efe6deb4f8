package dev.dsnissuer;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.server.ServerExceptionMapper;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;

import dev.dsnissuer.Problem.Code;
import dev.dsnissuer.Problem.Violation;
import dev.dsnissuer.caller.KeysUnavailableException;
import dev.dsnissuer.secrets.SecretsUnavailableException;
import dev.dsnissuer.sentry.SentryException;
import io.quarkus.logging.Log;
import io.quarkus.security.UnauthorizedException;

/** Turns outcomes into problem details (RFC 9457). What the caller reads is written here and nowhere else comes through. */
class Problems {

    static final String MEDIA_TYPE = "application/problem+json";

    /** The body of every error; {@code project} is the new slug of one that moved. */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    record Body(@JsonIgnore Code code, String type, String title, int status, String detail, List<Violation> violations,
            String project) {
    }

    @ServerExceptionMapper
    Response problem(Problem problem) {
        return answer(problem.code, problem.getMessage(), problem.violations, null).build();
    }

    /** Says nothing of why. */
    @ServerExceptionMapper(UnauthorizedException.class)
    Response unauthenticated() {
        return answer(Code.UNAUTHENTICATED, "A valid credential is required", null, null)
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer").build();
    }

    @ServerExceptionMapper(NotFoundException.class)
    Response notFound() {
        return answer(Code.NOT_FOUND, "There is no such path", null, null).build();
    }

    @ServerExceptionMapper(NotAllowedException.class)
    Response methodNotAllowed() {
        return answer(Code.METHOD_NOT_ALLOWED, "This path does not take this method", null, null)
                .header(HttpHeaders.ALLOW, KeyResource.METHODS).build();
    }

    @ServerExceptionMapper(NotSupportedException.class)
    Response unsupportedMediaType() {
        return answer(Code.UNSUPPORTED_MEDIA_TYPE, "The body must be application/json", null, null).build();
    }

    @ServerExceptionMapper
    Response sentryFailed(SentryException e) {
        Log.warn(e.getMessage());
        return switch (e.reason()) {
            case INVALID -> problem(new Problem(
                    (e.fields().isEmpty() ? Stream.of("request") : e.fields().stream().sorted())
                            .map(field -> new Violation(field, "was refused by Sentry")).toList()));
            case MOVED -> answer(Code.PROJECT_MOVED, "The project's slug has changed", null, e.newSlug()).build();
            case UNAUTHENTICATED, REFUSED ->
                answer(Code.SENTRY_REFUSED, "Sentry refused the function's own token", null, null).build();
            case THROTTLED -> retryLater(Code.SENTRY_THROTTLED, "Sentry is being asked too often: send again later",
                    e.retryAfter());
            case UNREACHED, UNAVAILABLE ->
                retryLater(Code.SENTRY_UNAVAILABLE, "Sentry is not available: send again later", e.retryAfter());
            case TIMEOUT -> answer(Code.SENTRY_TIMEOUT, "Sentry did not answer in time: send again", null, null).build();
            case NOT_FOUND -> answer(Code.UNKNOWN_PROJECT, "Sentry knows no such organization or project", null, null).build();
            case IDENTITY_UNSUPPORTED ->
                answer(Code.IDENTITY_UNSUPPORTED, "This Sentry server ignores chosen public keys", null, null).build();
            case TRUNCATED, MISBEHAVED ->
                answer(Code.SENTRY_MISBEHAVED, "Sentry did not answer with what was asked for", null, null).build();
        };
    }

    /** The contract has no code of its own for these; the log says what it was. */
    @ServerExceptionMapper({ SecretsUnavailableException.class, KeysUnavailableException.class })
    Response uncheckable(RuntimeException e) {
        Log.error(e.getMessage());
        return retryLater(Code.SENTRY_UNAVAILABLE, "What requests are checked with is not available: send again later",
                Duration.ofSeconds(1));
    }

    @ServerExceptionMapper
    Response crash(Throwable e) {
        Log.error("A defect", e);
        return answer(Code.INTERNAL_ERROR, "The function failed: this is a defect of its own", null, null).build();
    }

    private static Response retryLater(Code code, String detail, Duration after) {
        return answer(code, detail, null, null).header(HttpHeaders.RETRY_AFTER, Math.max(1, after.toSeconds())).build();
    }

    private static Response.ResponseBuilder answer(Code code, String detail, List<Violation> violations, String project) {
        return Response.status(code.status).type(MEDIA_TYPE).entity(body(code, detail, violations, project));
    }

    static Body body(Code code, String detail, List<Violation> violations, String project) {
        return new Body(code, "urn:dsn-issuer:problem:" + code, code.title(), code.status, detail, violations, project);
    }
}
