package dev.dsnissuer.bench;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.IntStream;

import dev.dsnissuer.standin.Answer;
import dev.dsnissuer.standin.Call;
import dev.dsnissuer.standin.Fault;
import dev.dsnissuer.standin.Faults;
import dev.dsnissuer.standin.Project;
import dev.dsnissuer.standin.StandIn;
import dev.dsnissuer.testing.Lambda;
import dev.dsnissuer.testing.Onboarding;
import dev.dsnissuer.testing.RuntimeApi;
import io.vertx.core.http.HttpServerRequest;

/** Measures what a request costs with ever more keys in its project, and with ever more instances. See bench/growth. */
final class GrowthBenchmark {

    private static final int[] KEYS = { 10, 1_000, 100_000 };
    private static final int ROUNDS = 500;
    private static final int[] INSTANCES = { 1, 10, 100 };
    private static final int REQUESTS_PER_INSTANCE = 5;

    private final Path folder;

    private GrowthBenchmark(Path folder) {
        this.folder = folder;
    }

    private Lambda start(StandIn standIn) throws IOException {
        return Lambda.start(folder, Lambda.environment(standIn), Lambda.QUICK_COMPILER, Lambda.MEMORY);
    }

    public static void main(String[] args) {
        try {
            GrowthBenchmark benchmark = new GrowthBenchmark(Lambda.unpack(Upstream.function()));
            benchmark.keys();
            benchmark.instances();
            System.exit(0);
        } catch (IOException | RuntimeException | AssertionError e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    private void keys() throws IOException {
        System.out.printf("%nOne instance, %d new and %d known keys in turn, medians%n%n", ROUNDS, ROUNDS);
        System.out.println("| keys in the project | calls, new | ms, new | calls, known | ms, known |\n|---|---|---|---|---|");
        try (StandIn standIn = StandIn.start(0, "");
                Lambda lambda = start(standIn)) {
            Map<Integer, Onboarding> callers = new HashMap<>();
            Map<Integer, Costs> newKeys = new HashMap<>();
            Map<Integer, Costs> knownKeys = new HashMap<>();
            for (int keys : KEYS) {
                Project project = standIn.addProject(StandIn.ORGANIZATION, "with-" + keys);
                standIn.addKeys(project, keys);
                callers.put(keys, new Onboarding("with-" + keys));
            }
            for (int round = -ROUNDS; round < ROUNDS; round++) {
                if (round == 0) {
                    // The rounds before this one have only warmed up the process.
                    newKeys.clear();
                    knownKeys.clear();
                }
                for (int keys : KEYS) {
                    Onboarding caller = callers.get(keys);
                    newKeys.computeIfAbsent(keys, key -> new Costs()).note(standIn, lambda, caller::issue);
                    knownKeys.computeIfAbsent(keys, key -> new Costs()).note(standIn, lambda, caller::replay);
                }
            }
            for (int keys : KEYS) {
                System.out.printf("| %,d | %s | %s |%n", keys, newKeys.get(keys), knownKeys.get(keys));
            }
        }
    }

    private void instances() throws IOException {
        System.out.printf(
                "%nInstances at once, each a process and %d new keys, one after the other; Sentry takes %d calls a second%n%n",
                REQUESTS_PER_INSTANCE, Throttle.CALLS_A_SECOND);
        System.out.println(
                "| instances | issued | 503 | calls a request | of which throttled | median, ms | longest, ms | a second |"
                        + "\n|---|---|---|---|---|---|---|---|");
        for (int instances : INSTANCES) {
            try (StandIn standIn = StandIn.start(0, "")) {
                List<Lambda> lambdas = new ArrayList<>();
                try {
                    for (int i = 0; i < instances; i++) {
                        standIn.addProject(StandIn.ORGANIZATION, "of-" + i);
                        lambdas.add(start(standIn));
                        // Each instance is started after the other, because a machine may have few processors.
                        new Onboarding("of-" + i).issue(lambdas.get(i));
                    }
                    onboard(standIn, lambdas);
                } finally {
                    lambdas.forEach(Lambda::close);
                }
            }
        }
    }

    private static void onboard(StandIn standIn, List<Lambda> lambdas) {
        Throttle throttle = new Throttle();
        standIn.inject(throttle);
        standIn.forgetCalls();
        ExecutorService callers = Executors.newFixedThreadPool(lambdas.size());
        List<RuntimeApi.Answer> answers = new CopyOnWriteArrayList<>();
        long start = System.nanoTime();
        CompletableFuture.allOf(IntStream.range(0, lambdas.size()).mapToObj(i -> CompletableFuture.runAsync(() -> {
            // The key of the first name was issued when the instance was started.
            Onboarding caller = new Onboarding("of-" + i);
            caller.skip();
            for (int request = 0; request < REQUESTS_PER_INSTANCE; request++) {
                answers.add(caller.ask(lambdas.get(i)));
            }
        }, callers)).toArray(CompletableFuture[]::new)).join();
        double seconds = (System.nanoTime() - start) / 1e9;
        callers.shutdown();
        List<Double> millis = answers.stream().map(answer -> answer.took().toNanos() / 1e6).sorted().toList();
        long issued = answers.stream().filter(answer -> Onboarding.status(answer) == 201).count();
        long unavailable = answers.stream().filter(answer -> Onboarding.status(answer) == 503).count();
        if (issued + unavailable != answers.size()) {
            throw new IllegalStateException("Some answers are neither 201 nor 503: " + answers);
        }
        System.out.printf("| %d | %d | %d | %.1f | %.1f | %.0f | %.0f | %.0f |%n", lambdas.size(), issued, unavailable,
                (double) standIn.calls().size() / answers.size(), (double) throttle.throttled / answers.size(),
                Figures.median(millis), millis.get(millis.size() - 1), issued / seconds);
    }

    /** Throttles as Sentry does, in windows of a second. Runs on the stand-in's only event loop. */
    private static final class Throttle implements Fault {

        private static final int CALLS_A_SECOND = 40;
        private long second;
        private int calls;
        private volatile int throttled;

        @Override
        public void strike(HttpServerRequest request, Call call, Supplier<Answer> sentry) {
            long now = Instant.now().getEpochSecond();
            calls = now == second ? calls + 1 : 1;
            second = now;
            if (calls > CALLS_A_SECOND) {
                throttled++;
                Faults.THROTTLED.strike(request, call, sentry);
            } else {
                Fault.NONE.strike(request, call, sentry);
            }
        }
    }

    /** What requests of one kind cost. */
    private static final class Costs {

        private final List<Double> millis = new ArrayList<>();
        private int calls;

        void note(StandIn standIn, Lambda lambda, Function<Lambda, RuntimeApi.Answer> request) {
            standIn.forgetCalls();
            millis.add(request.apply(lambda).took().toNanos() / 1e6);
            calls += standIn.calls().size();
        }

        @Override
        public String toString() {
            return Figures.format((double) calls / millis.size()) + " | " + Figures.spread(millis);
        }
    }
}
