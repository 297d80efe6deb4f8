package dev.dsnissuer.sentry;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;

/**
 * Why Sentry did not do what it was asked. The message is for the operator's log and never holds anything of Sentry's answer
 * but its status.
 */
public final class SentryException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** What came of a call. */
    public enum Reason {
        /** 400: the input; see {@link SentryException#fields}. */
        INVALID,
        /** 401: the function's own token. */
        UNAUTHENTICATED,
        /** 403: its scopes. */
        REFUSED,
        /** 404: the organization, the project or the key. */
        NOT_FOUND,
        /** A redirect to the project's new slug: see {@link SentryException#newSlug}. */
        MOVED,
        /** 429. */
        THROTTLED,
        /** No connection, or the word of a gateway that it did not pass the request on. */
        UNREACHED,
        /** A broken connection, or an answer that says nothing of what was done. */
        UNAVAILABLE,
        /** No answer in time. */
        TIMEOUT,
        /** An answer that is cut short. */
        TRUNCATED,
        /** An answer that makes no usable key. */
        MISBEHAVED,
        /** A key with another public key than the one chosen. */
        IDENTITY_UNSUPPORTED;

        /** Whether the call may have done its work all the same, or may yet do it. */
        boolean isUncertain() {
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
        super(message);
        this.reason = reason;
        this.isTransient = isTransient;
        this.fields = fields;
        this.newSlug = newSlug;
        this.retryAfter = retryAfter;
    }

    public Reason reason() {
        return reason;
    }

    /** Whether another try within the same request may do better. */
    boolean isTransient() {
        return isTransient;
    }

    /** The same, but not to be tried again within this request. */
    SentryException asLast() {
        return new SentryException(reason, false, getMessage(), fields, newSlug, retryAfter);
    }

    /** The members that Sentry found invalid, of those that it was sent. */
    public Set<String> fields() {
        return fields;
    }

    /** The project's slug today, if the reason is {@link Reason#MOVED}. */
    public String newSlug() {
        return newSlug;
    }

    /** How long Sentry asked to be left alone; zero where it did not say. */
    public Duration retryAfter() {
        return retryAfter;
    }
}
