package dev.dsnissuer.http;

import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

import jakarta.ws.rs.NotAllowedException;
import jakarta.ws.rs.NotFoundException;
import jakarta.ws.rs.NotSupportedException;
import jakarta.ws.rs.container.ContainerResponseContext;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.Response;

import org.jboss.resteasy.reactive.server.ServerExceptionMapper;
import org.jboss.resteasy.reactive.server.ServerResponseFilter;

import dev.dsnissuer.audit.AuditEntry;
import dev.dsnissuer.http.ProblemException.Code;
import dev.dsnissuer.http.ProblemException.Violation;
import dev.dsnissuer.keys.KeyRefusedException;
import dev.dsnissuer.secrets.UnavailableException;
import dev.dsnissuer.sentry.SentryException;
import io.quarkus.logging.Log;
import io.quarkus.security.UnauthorizedException;
import io.vertx.ext.web.RoutingContext;

/** Turns everything that is thrown into a problem detail (RFC 9457). All words that a caller reads in one are written here. */
class ProblemMapper {

    /** Tells the audit log which problem a request is answered with. */
    @ServerResponseFilter
    void audit(ContainerResponseContext response, RoutingContext request) {
        if (response.getEntity() instanceof ProblemDetail problem) {
            AuditEntry.of(request).denied(problem.code(), problem.status());
        }
    }

    @ServerExceptionMapper
    Response problem(ProblemException problem) {
        return answer(problem.code, problem.getMessage(), problem.violations, null).build();
    }

    /** Does not say why, because the sender may be an attacker. */
    @ServerExceptionMapper(UnauthorizedException.class)
    Response unauthenticated() {
        return answer(Code.UNAUTHENTICATED, "A valid credential is required")
                .header(HttpHeaders.WWW_AUTHENTICATE, "Bearer").build();
    }

    @ServerExceptionMapper(NotFoundException.class)
    Response notFound() {
        return answer(Code.NOT_FOUND, "There is no such path").build();
    }

    @ServerExceptionMapper(NotAllowedException.class)
    Response methodNotAllowed() {
        return answer(Code.METHOD_NOT_ALLOWED, "This path does not take this method")
                .header(HttpHeaders.ALLOW, KeyResource.METHODS).build();
    }

    @ServerExceptionMapper(NotSupportedException.class)
    Response unsupportedMediaType() {
        return answer(Code.UNSUPPORTED_MEDIA_TYPE, "The body must be application/json").build();
    }

    @ServerExceptionMapper
    Response refused(KeyRefusedException e, RoutingContext request) {
        AuditEntry.of(request).key(e.publicKey());
        return switch (e.reason()) {
            case CURSOR -> problem(new ProblemException("cursor", "was refused by Sentry"));
            case NOT_PERMITTED -> answer(Code.FORBIDDEN, "This caller may not do this in this project").build();
            case RATE_LIMIT_TOO_HIGH -> answer(Code.FORBIDDEN, "This caller may not have so high a rate limit").build();
            case UNKNOWN_KEY -> answer(Code.UNKNOWN_KEY, "The project has no such key").build();
            case DEACTIVATED -> answer(Code.KEY_DEACTIVATED,
                    "The key was deactivated: choose another name").build();
            case RATE_LIMIT_DIFFERS -> answer(Code.RATE_LIMIT_DIFFERS,
                    "The key exists with another rate limit than was asked for, or a higher one than this caller may have: PUT changes it")
                    .build();
            case RATE_LIMIT_NOT_APPLIED -> answer(Code.RATE_LIMIT_NOT_APPLIED,
                    "Sentry did not apply the rate limit to the key").build();
        };
    }

    @ServerExceptionMapper
    Response sentryFailed(SentryException e) {
        Log.warn(e.getMessage());
        return switch (e.reason()) {
            case INVALID -> problem(new ProblemException(
                    (e.fields().isEmpty() ? Stream.of("request") : e.fields().stream().sorted())
                            .map(field -> new Violation(field, "was refused by Sentry")).toList()));
            case MOVED -> answer(Code.PROJECT_MOVED, "The project's slug has changed", null, e.newSlug()).build();
            case UNAUTHENTICATED, REFUSED ->
                answer(Code.SENTRY_REFUSED, "Sentry refused the function's own token").build();
            case THROTTLED -> retryLater(Code.SENTRY_THROTTLED, "Sentry is being asked too often: send again later",
                    e.retryAfter());
            case UNREACHED, UNAVAILABLE ->
                retryLater(Code.SENTRY_UNAVAILABLE, "Sentry is not available: send again later", e.retryAfter());
            case TIMEOUT -> answer(Code.SENTRY_TIMEOUT, "Sentry did not answer in time: send again").build();
            case NOT_FOUND -> answer(Code.UNKNOWN_PROJECT, "Sentry knows no such organization or project").build();
            case IDENTITY_UNSUPPORTED ->
                answer(Code.IDENTITY_UNSUPPORTED, "This Sentry server ignores chosen public keys").build();
            case TRUNCATED, MISBEHAVED ->
                answer(Code.SENTRY_MISBEHAVED, "Sentry did not answer with what was asked for").build();
        };
    }

    /** There is no problem code for this alone. The log tells the operator what could not be read. */
    @ServerExceptionMapper
    Response uncheckable(UnavailableException e) {
        Log.error(e.getMessage());
        return retryLater(Code.SENTRY_UNAVAILABLE, "What requests are checked with is not available: send again later",
                Duration.ofSeconds(1));
    }

    @ServerExceptionMapper
    Response crash(Throwable e) {
        Log.error("The function failed at a defect of its own", e);
        return answer(Code.INTERNAL_ERROR, "The function failed: this is a defect of its own").build();
    }

    private static Response retryLater(Code code, String detail, Duration after) {
        return answer(code, detail).header(HttpHeaders.RETRY_AFTER, Math.max(1, after.toSeconds())).build();
    }

    private static Response.ResponseBuilder answer(Code code, String detail) {
        return answer(code, detail, null, null);
    }

    private static Response.ResponseBuilder answer(Code code, String detail, List<Violation> violations, String project) {
        return Response.status(code.status()).type(ProblemDetail.MEDIA_TYPE)
                .entity(ProblemDetail.of(code, detail, violations, project));
    }
}
