package dev.dsnissuer.keys;

import java.time.Duration;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.dsnissuer.standin.Answer;
import dev.dsnissuer.standin.Call;
import dev.dsnissuer.standin.Fault;
import dev.dsnissuer.standin.Faults;
import io.vertx.core.http.HttpServerRequest;

/**
 * Random faults that a seed decides: the n-th GET of a key and its n-th POST meet the same fault in every run of the seed, in
 * whatever order the requests of different keys arrive.
 */
final class FaultPlan implements Fault {

    private static final Pattern KEY = Pattern.compile("(?:/keys/|\"public\":\")([0-9a-f]{32})");

    private final long seed;
    private final int percent;
    private final Map<String, AtomicInteger> occurrences = new ConcurrentHashMap<>();
    private final Map<Faults, AtomicInteger> injected = new ConcurrentHashMap<>();
    private final Queue<CompletableFuture<Answer>> lateCommits = new ConcurrentLinkedQueue<>();
    private final Set<String> disturbed = ConcurrentHashMap.newKeySet();

    /** @param percent how many calls of a hundred meet a fault */
    FaultPlan(long seed, int percent) {
        this.seed = seed;
        this.percent = percent;
    }

    @Override
    public void strike(HttpServerRequest request, Call call, Supplier<Answer> sentry) {
        Matcher matcher = KEY.matcher(call.path() + call.body());
        String key = matcher.find() ? matcher.group(1) : "";
        String ofKey = call.method() + " " + key;
        Fault fault = pick(ofKey, occurrences.computeIfAbsent(ofKey, any -> new AtomicInteger()).getAndIncrement());
        if (fault instanceof Faults named) {
            injected.computeIfAbsent(named, any -> new AtomicInteger()).incrementAndGet();
        }
        if (fault != Fault.NONE && !call.method().equals("GET")) {
            disturbed.add(key);
        }
        Supplier<Answer> watched = call.method().equals("PUT") ? watched(key, sentry) : sentry;
        fault.strike(request, call, fault == Faults.LATE_COMMIT ? noted(watched) : watched);
    }

    private Supplier<Answer> watched(String key, Supplier<Answer> sentry) {
        return () -> {
            Answer answer = sentry.get();
            if (answer.status() != 200) {
                disturbed.add(key);
            }
            return answer;
        };
    }

    private Supplier<Answer> noted(Supplier<Answer> sentry) {
        CompletableFuture<Answer> commit = new CompletableFuture<>();
        lateCommits.add(commit);
        return () -> {
            commit.complete(sentry.get());
            return commit.join();
        };
    }

    /** The fault that the n-th such call meets. */
    Fault pick(String call, int n) {
        SplittableRandom random = new SplittableRandom(seed * 1_000_003 + call.hashCode() * 31L + n);
        return random.nextInt(100) < percent ? Faults.values()[random.nextInt(Faults.values().length)] : Fault.NONE;
    }

    /** How often each fault was injected. */
    Map<Faults, AtomicInteger> injected() {
        return new TreeMap<>(injected);
    }

    /** The public keys of which a POST or a PUT has met a fault, or a PUT was refused because the slug had changed hands. */
    Set<String> disturbed() {
        return Set.copyOf(disturbed);
    }

    /** Waits until Sentry has done what it does only after the client has given up. */
    void awaitLateCommits(Duration longest) throws Exception {
        CompletableFuture.allOf(lateCommits.toArray(CompletableFuture[]::new)).get(longest.toMillis(), TimeUnit.MILLISECONDS);
    }
}
