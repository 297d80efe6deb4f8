package dev.dsnissuer.http;

import java.util.List;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;

import dev.dsnissuer.http.ProblemException.Code;
import dev.dsnissuer.http.ProblemException.Violation;
import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * The body of every error, as RFC 9457 has it.
 *
 * @param violations null or empty unless the input breaks a rule
 * @param project the new slug of a project that moved; null otherwise
 */
@JsonInclude(JsonInclude.Include.NON_EMPTY)
@RegisterForReflection(targets = { ProblemDetail.class, Violation.class })
public record ProblemDetail(@JsonIgnore Code code, String type, String title, int status, String detail,
        List<Violation> violations, String project) {

    public static final String MEDIA_TYPE = "application/problem+json";

    public static ProblemDetail of(Code code, String detail, List<Violation> violations, String project) {
        return new ProblemDetail(code, "urn:dsn-issuer:problem:" + code, code.title(), code.status(), detail, violations,
                project);
    }
}
