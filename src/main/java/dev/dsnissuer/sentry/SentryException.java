package dev.dsnissuer.sentry;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeoutException;

import jakarta.ws.rs.ProcessingException;

import com.fasterxml.jackson.core.JsonProcessingException;

import io.vertx.core.http.HttpClosedException;

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
        // Without a stack trace, whose making costs more than the rest of a look that finds no key.
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

    /**
     * Of a call that failed. Neither exceptions of the client nor their messages are kept: they quote what could not be read.
     */
    static SentryException of(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof ProcessingException || cause instanceof CompletionException) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof SentryException refusal) {
            return refusal;
        }
        String seen = " (" + cause.getClass().getSimpleName() + ")";
        if (cause instanceof TimeoutException) {
            return new SentryException(Reason.TIMEOUT, "Sentry did not answer in time" + seen);
        }
        if (cause instanceof ConnectException || cause instanceof UnknownHostException) {
            return new SentryException(Reason.UNREACHED, "Sentry could not be reached" + seen);
        }
        if (cause instanceof IOException && !(cause instanceof JsonProcessingException)) {
            return new SentryException(Reason.UNAVAILABLE, "Sentry's connection broke" + seen);
        }
        if (cause instanceof HttpClosedException) {
            return new SentryException(Reason.TRUNCATED, "Sentry's answer was cut short" + seen);
        }
        return new SentryException(Reason.MISBEHAVED, "Sentry's answer could not be read" + seen);
    }
}
