package dev.dsnissuer.http;

import java.util.List;
import java.util.Locale;

/** A request that is answered with a problem detail. The message is the detail that the caller reads. */
public final class ProblemException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** The problem codes of the contract, each with its status. */
    public enum Code {
        INVALID_REQUEST(400),
        UNAUTHENTICATED(401),
        FORBIDDEN(403),
        NOT_FOUND(404),
        UNKNOWN_PROJECT(404),
        UNKNOWN_KEY(404),
        METHOD_NOT_ALLOWED(405),
        KEY_DEACTIVATED(409),
        RATE_LIMIT_DIFFERS(409),
        PROJECT_MOVED(409),
        PAYLOAD_TOO_LARGE(413),
        UNSUPPORTED_MEDIA_TYPE(415),
        INTERNAL_ERROR(500),
        SENTRY_REFUSED(502),
        SENTRY_MISBEHAVED(502),
        RATE_LIMIT_NOT_APPLIED(502),
        IDENTITY_UNSUPPORTED(502),
        SENTRY_THROTTLED(503),
        SENTRY_UNAVAILABLE(503),
        SENTRY_TIMEOUT(504);

        private final int status;

        Code(int status) {
            this.status = status;
        }

        public int status() {
            return status;
        }

        /** The code in words, as {@code Invalid request}. */
        String title() {
            return name().charAt(0) + name().substring(1).toLowerCase(Locale.ROOT).replace('_', ' ');
        }

        /** The code as the contract spells it, as {@code invalid-request}. */
        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT).replace('_', '-');
        }
    }

    /**
     * One broken rule of the input.
     *
     * @param field the path of a member, as {@code rateLimit.count}; {@code body}, {@code query} or {@code request} for the
     *        whole
     */
    public record Violation(String field, String message) {
    }

    final Code code;
    final transient List<Violation> violations;

    ProblemException(Code code, String detail) {
        super(detail);
        this.code = code;
        this.violations = List.of();
    }

    ProblemException(List<Violation> violations) {
        super("The request breaks the rules named in violations");
        this.code = Code.INVALID_REQUEST;
        this.violations = violations;
    }

    ProblemException(String field, String message) {
        this(List.of(new Violation(field, message)));
    }
}
