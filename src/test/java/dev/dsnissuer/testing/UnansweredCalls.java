package dev.dsnissuer.testing;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

import dev.dsnissuer.standin.Answer;
import dev.dsnissuer.standin.Call;
import dev.dsnissuer.standin.Fault;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServerRequest;

/**
 * Lets the stand-in keep silent for twenty seconds before it answers a call, and notes whether the function has given up the
 * call by then. A test of a deadline of a few seconds thus need not measure any time: it stays green on a machine that stalls,
 * and turns red if the function waits for Sentry, because Sentry then answers after all.
 */
public final class UnansweredCalls implements Fault {

    /** In milliseconds. Less than the tests' own HTTP client waits, so that a late answer is seen as one. */
    private static final long SILENCE = 20_000;

    /** For each call whether it was given up: false if Sentry has answered it. */
    private final Queue<CompletableFuture<Boolean>> calls = new ConcurrentLinkedQueue<>();

    @Override
    public void strike(HttpServerRequest request, Call call, Supplier<Answer> sentry) {
        CompletableFuture<Boolean> isGivenUp = new CompletableFuture<>();
        calls.add(isGivenUp);
        request.response().closeHandler(closed -> isGivenUp.complete(true));
        Vertx.currentContext().owner().setTimer(SILENCE, timer -> {
            if (isGivenUp.complete(false)) {
                sentry.get().sendTo(request.response());
            }
        });
    }

    /** Checks that the function has made a single call, and has closed the call's connection before it was answered. */
    public void assertOneCallGivenUp() {
        assertThat(calls).singleElement()
                .satisfies(call -> assertThat(call.get(2, TimeUnit.MINUTES)).as("the call was given up").isTrue());
    }
}
