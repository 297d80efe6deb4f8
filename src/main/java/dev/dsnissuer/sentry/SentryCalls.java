package dev.dsnissuer.sentry;

import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import jakarta.ws.rs.ProcessingException;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonEOFException;

import dev.dsnissuer.secrets.SecretStore;
import dev.dsnissuer.secrets.Secrets;
import dev.dsnissuer.sentry.SentryException.Reason;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpClosedException;

/** Sends calls with the function's token, each within the deadline of its request. */
final class SentryCalls {

    private final SecretStore secrets;

    SentryCalls(SecretStore secrets) {
        this.secrets = secrets;
    }

    /**
     * Sends a call. If Sentry refuses the token, which may just have been rotated, the call is sent once more with the new one.
     *
     * @param call makes the call with the given {@code Authorization} header
     */
    <T> T send(Function<String, Uni<T>> call, Deadline deadline) {
        Secrets shown = secrets.current(deadline.left());
        try {
            return await(call, shown, deadline);
        } catch (SentryException e) {
            if (e.reason() != Reason.UNAUTHENTICATED) {
                throw e;
            }
            return await(call, secrets.newerThan(shown, deadline.left()).orElseThrow(() -> e), deadline);
        }
    }

    private static <T> T await(Function<String, Uni<T>> call, Secrets secrets, Deadline deadline) {
        Duration left = deadline.left();
        if (left.isZero()) {
            throw new SentryException(Reason.TIMEOUT, "No time is left to ask Sentry");
        }
        Uni<T> sent = call.apply("Bearer " + secrets.sentryAuthToken());
        deadline.countCall();
        CompletableFuture<T> answer = sent.subscribeAsCompletionStage();
        try {
            return answer.get(left.toNanos(), TimeUnit.NANOSECONDS);
        } catch (ExecutionException e) {
            throw failure(e.getCause());
        } catch (TimeoutException e) {
            throw failure(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw failure(e);
        } finally {
            // Cancels the call if it has not been answered; otherwise this does nothing.
            answer.cancel(true);
        }
    }

    /**
     * Makes a {@link SentryException} of whatever exception a call ended in. That exception and its message are dropped,
     * because the client's exceptions quote the answer that could not be read.
     */
    private static SentryException failure(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof ProcessingException || cause instanceof CompletionException) && cause.getCause() != null) {
            cause = cause.getCause();
        }
        if (cause instanceof SentryException refusal) {
            return refusal;
        }
        if (isCutShort(failure)) {
            return new SentryException(Reason.TRUNCATED,
                    "Sentry's answer was cut short (" + JsonEOFException.class.getSimpleName() + ")");
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

    /** Whether JSON ends in the middle, which the client reports as the cause of an exception of its own. */
    private static boolean isCutShort(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof JsonEOFException) {
                return true;
            }
        }
        return false;
    }
}
