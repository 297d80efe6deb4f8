package dev.dsnissuer.sentry;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Function;

import dev.dsnissuer.secrets.SecretStore;
import dev.dsnissuer.secrets.Secrets;
import dev.dsnissuer.sentry.SentryException.Reason;
import io.smallrye.mutiny.Uni;

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
            throw SentryException.of(e.getCause());
        } catch (TimeoutException e) {
            throw SentryException.of(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw SentryException.of(e);
        } finally {
            // Cancels the call if it has not been answered; otherwise this does nothing.
            answer.cancel(true);
        }
    }
}
