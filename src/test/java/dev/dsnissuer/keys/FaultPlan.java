package dev.dsnissuer.keys;

import java.util.Map;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
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
 * Seeded random faults. The n-th GET and the n-th POST of a key meet the same fault in every run of a seed, however the
 * requests
 * of different keys interleave.
 */
final class FaultPlan implements Fault {

    private static final Pattern KEY = Pattern.compile("(?:/keys/|\"public\":\")([0-9a-f]{32})");

    private final long seed;
    private final int percent;
    private final Map<String, AtomicInteger> occurrences = new ConcurrentHashMap<>();
    private final Map<Faults, AtomicInteger> injected = new ConcurrentHashMap<>();

    FaultPlan(long seed, int percent) {
        this.seed = seed;
        this.percent = percent;
    }

    @Override
    public void strike(HttpServerRequest request, Call call, Supplier<Answer> sentry) {
        Matcher key = KEY.matcher(call.path() + call.body());
        String ofKey = call.method() + " " + (key.find() ? key.group(1) : "");
        Fault fault = pick(ofKey, occurrences.computeIfAbsent(ofKey, any -> new AtomicInteger()).getAndIncrement());
        if (fault instanceof Faults named) {
            injected.computeIfAbsent(named, any -> new AtomicInteger()).incrementAndGet();
        }
        fault.strike(request, call, sentry);
    }

    /** What the n-th such call meets. */
    Fault pick(String call, int n) {
        SplittableRandom random = new SplittableRandom(seed * 1_000_003 + call.hashCode() * 31L + n);
        return random.nextInt(100) < percent ? Faults.values()[random.nextInt(Faults.values().length)] : Fault.NONE;
    }

    /** How often each fault was injected. */
    Map<Faults, AtomicInteger> injected() {
        return new TreeMap<>(injected);
    }
}
