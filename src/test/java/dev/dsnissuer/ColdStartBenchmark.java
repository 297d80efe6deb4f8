package dev.dsnissuer;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.ObjectMapper;

import dev.dsnissuer.standin.StandIn;

/** Prints how long the first request takes, and later ones, in fresh processes of the package: see bench/cold-start. */
final class ColdStartBenchmark {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int WARM_UP = 1000;
    private static final int WARM = 200;
    private static final int RESTED = 5;

    private final StandIn standIn = StandIn.start(0, "");
    private final Path function;
    private final Map<String, List<Double>> milliseconds = new TreeMap<>();
    private int name;

    private ColdStartBenchmark(Path function) {
        this.function = function;
        standIn.addProject(StandIn.ORGANIZATION, "checkout");
    }

    /** @param args the package, and how many processes of each kind */
    public static void main(String[] args) {
        try {
            measure(args);
            System.exit(0);
        } catch (IOException | InterruptedException | RuntimeException | AssertionError e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    private static void measure(String[] args) throws IOException, InterruptedException {
        ColdStartBenchmark benchmark = new ColdStartBenchmark(Lambda.unpack(Path.of(args[0])));
        // The stand-in itself is to be warm.
        benchmark.run(false);
        benchmark.milliseconds.clear();
        for (int i = 0; i < Integer.parseInt(args[1]); i++) {
            benchmark.run(false);
            benchmark.run(true);
        }
        System.out.printf("%n| medians of %s processes each, JDK %s | ms | range |%n|---|---|---|%n", args[1],
                System.getProperty("java.version"));
        benchmark.milliseconds.forEach((what, times) -> System.out.printf("| %s | %.1f | %.1f to %.1f |%n", what,
                median(times), times.stream().min(Double::compare).orElseThrow(),
                times.stream().max(Double::compare).orElseThrow()));
    }

    private void run(boolean primed) throws IOException, InterruptedException {
        Map<String, String> environment = new TreeMap<>(FunctionIT.environment(standIn));
        if (primed) {
            environment.put("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start");
        }
        try (Lambda lambda = new Lambda(function, environment, Lambda.CRAC, Lambda.QUICK_COMPILER)) {
            double first = issue(lambda);
            for (int i = 0; i < WARM_UP; i++) {
                issue(lambda);
            }
            List<Double> warm = new ArrayList<>();
            for (int i = 0; i < WARM; i++) {
                warm.add(issue(lambda));
            }
            note(primed ? "first request, primed" : "first request, unprimed", first);
            List<Double> rested = new ArrayList<>();
            for (int i = 0; i < RESTED; i++) {
                Thread.sleep(1000);
                rested.add(issue(lambda));
            }
            note(primed ? "warm, primed process" : "warm, unprimed process", median(warm));
            note("warm, after a second without requests", median(rested));
        }
    }

    /** A new key: two calls to the stand-in. */
    private double issue(Lambda lambda) throws IOException {
        Map<String, Object> event = FunctionTest.event("POST", "/keys", "",
                Map.of("authorization", "Bearer " + StandInResource.TOKEN, "content-type", "application/json"));
        event.put("body", "{\"organization\": \"acme\", \"project\": \"checkout\", \"name\": \"key-" + name++ + "\"}");
        String json = JSON.writeValueAsString(event);
        Lambda.Answer answer = lambda.invoke("r" + name, json, Duration.ofSeconds(10));
        if (JSON.readTree(answer.body()).get("statusCode").asInt() != 201) {
            throw new IllegalStateException(answer.body());
        }
        return answer.took().toNanos() / 1e6;
    }

    private void note(String what, double time) {
        milliseconds.computeIfAbsent(what, key -> new ArrayList<>()).add(time);
    }

    private static double median(List<Double> times) {
        List<Double> sorted = times.stream().sorted().collect(Collectors.toList());
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }
}
