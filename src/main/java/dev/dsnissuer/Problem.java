package dev.dsnissuer;

import java.util.List;
import java.util.Locale;

/** A request that ends without a key, in the caller's words: see {@link Problems}. */
final class Problem extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** The problem codes of the contract, each with its status and its fixed title. */
    enum Code {
        INVALID_REQUEST(400, "Invalid request"),
        UNAUTHENTICATED(401, "Unauthenticated"),
        FORBIDDEN(403, "Forbidden"),
        NOT_FOUND(404, "Not found"),
        UNKNOWN_PROJECT(404, "Unknown project"),
        METHOD_NOT_ALLOWED(405, "Method not allowed"),
        KEY_DEACTIVATED(409, "Key deactivated"),
        RATE_LIMIT_DIFFERS(409, "Rate limit differs"),
        PROJECT_MOVED(409, "Project moved"),
        PAYLOAD_TOO_LARGE(413, "Payload too large"),
        UNSUPPORTED_MEDIA_TYPE(415, "Unsupported media type"),
        INTERNAL_ERROR(500, "Internal error"),
        SENTRY_REFUSED(502, "Sentry refused"),
        SENTRY_MISBEHAVED(502, "Sentry misbehaved"),
        RATE_LIMIT_NOT_APPLIED(502, "Rate limit not applied"),
        IDENTITY_UNSUPPORTED(502, "Identity unsupported"),
        SENTRY_THROTTLED(503, "Sentry throttled"),
        SENTRY_UNAVAILABLE(503, "Sentry unavailable"),
        SENTRY_TIMEOUT(504, "Sentry timeout");

        final int status;
        final String title;

        Code(int status, String title) {
            this.status = status;
            this.title = title;
        }

        /** The code as the contract spells it. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /** One broken rule of the input; {@code field} is a member's path, as {@code rateLimit.count}. */
    record Violation(String field, String message) {
    }

    final Code code;
    final transient List<Violation> violations;

    Problem(Code code, String detail) {
        super(detail);
        this.code = code;
        this.violations = List.of();
    }

    Problem(List<Violation> violations) {
        super("The request breaks the rules named in violations");
        this.code = Code.INVALID_REQUEST;
        this.violations = violations;
    }
}
