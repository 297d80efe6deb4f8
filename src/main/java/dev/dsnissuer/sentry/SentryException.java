package dev.dsnissuer.sentry;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * Says why Sentry did not do what it was asked. The message is for the operator's log; of Sentry's answer it holds the status
 * and nothing else.
 */
public final class SentryException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** What went wrong with a call. */
    public enum Reason {
        /** 400: Sentry refuses the input; see {@link SentryException#fields}. */
        INVALID,
        /** 401: Sentry refuses the function's own token. */
        UNAUTHENTICATED,
        /** 403: the token's scopes do not suffice, or it has no access to the project. */
        REFUSED,
        /** 404: there is no such organization, project or key. */
        NOT_FOUND,
        /** 302: the project has a new slug; see {@link SentryException#newSlug}. */
        MOVED,
        /** 429: Sentry is being asked too often. */
        THROTTLED,
        /** There was no connection, or a gateway says that it did not pass the request on. Sentry has not seen the request. */
        UNREACHED,
        /** The connection broke, or the answer does not tell whether the request was carried out. */
        UNAVAILABLE,
        /** There was no answer in time. */
        TIMEOUT,
        /** The answer is cut short. */
        TRUNCATED,
        /** The answer is not a key that can be used. */
        MISBEHAVED,
        /** The server created a key with another public key than the one it was sent. */
        IDENTITY_UNSUPPORTED;

        /** Whether the request may have been carried out all the same, or may still be. */
        public boolean isUncertain() {
            return EnumSet.of(UNAVAILABLE, TIMEOUT, TRUNCATED, MISBEHAVED).contains(this);
        }

        private boolean isTransient() {
            return EnumSet.of(THROTTLED, UNREACHED, UNAVAILABLE, TIMEOUT, TRUNCATED).contains(this);
        }
    }

    private final Reason reason;
    private final boolean isTransient;
    private final transient Set<String> fields;
    private final String newSlug;
    private final Duration retryAfter;

    public SentryException(Reason reason, String message) {
        this(reason, message, Set.of(), null, Duration.ZERO);
    }

    SentryException(Reason reason, String message, Set<String> fields, String newSlug, Duration retryAfter) {
        this(reason, reason.isTransient(), message, fields, newSlug, retryAfter);
    }

    private SentryException(Reason reason, boolean isTransient, String message, Set<String> fields, String newSlug,
            Duration retryAfter) {
        // Without a stack trace: filling it in would cost more time than all else that is done for a key that is not found.
        super(message, null, false, false);
        this.reason = reason;
        this.isTransient = isTransient;
        this.fields = fields;
        this.newSlug = newSlug;
        this.retryAfter = retryAfter;
    }

    public Reason reason() {
        return reason;
    }

    /** Whether another try within the same request may succeed. */
    public boolean isTransient() {
        return isTransient;
    }

    /** The same failure, marked as one that must not be tried again within this request. */
    public SentryException asLast() {
        return new SentryException(reason, false, getMessage(), fields, newSlug, retryAfter);
    }

    /** Which of the members that were sent Sentry found invalid. */
    public Set<String> fields() {
        return fields;
    }

    /** The project's slug today, if the reason is {@link Reason#MOVED}. */
    public String newSlug() {
        return newSlug;
    }

    /** How long Sentry asked to wait before the next call; zero if it did not say. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
