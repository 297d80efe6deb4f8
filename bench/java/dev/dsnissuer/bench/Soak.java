package dev.dsnissuer.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Stream;

import dev.dsnissuer.testing.Lambda;
import dev.dsnissuer.testing.LocalCertificate;

/** Runs instances of the function as they are deployed, for an hour in which much goes wrong. See bench/soak. */
final class Soak {

    private static final int INSTANCES_OF_A_KIND = 3;
    private static final long LONGEST_IDLE_MILLIS = Duration.ofMinutes(7).toMillis();
    private static final long SAMPLE_MILLIS = 10_000;

    private final long seed;
    private final long length;
    private final SoakSentry sentry;
    private final SoakSecrets secrets;
    private final SoakNames names;
    private final SoakWatchdog watchdog;
    private final SoakSamples samples = new SoakSamples();
    private final Map<String, SoakTally> tallies = new LinkedHashMap<>();
    private final List<SoakInstance> instances = new ArrayList<>();

    private Soak(int minutes, long seed) {
        this.seed = seed;
        length = Duration.ofMinutes(minutes).toNanos();
        sentry = new SoakSentry(new Random(seed));
        secrets = new SoakSecrets(new Random(seed + 1), sentry.standIn);
        names = new SoakNames(sentry.standIn);
        watchdog = new SoakWatchdog(sentry, secrets);
    }

    /** @param args how many minutes it takes, and the seed of the plan, which may be left out */
    public static void main(String[] args) {
        try {
            Files.createDirectories(SoakLog.FOLDER);
            long seed = args.length > 1 ? Long.parseLong(args[1]) : new Random().nextInt(1_000_000);
            System.out.printf("The plan's seed is %d%n", seed);
            Soak soak = new Soak(Integer.parseInt(args[0]), seed);
            // A process that is frozen would outlive the harness.
            Runtime.getRuntime().addShutdownHook(new Thread(soak::close));
            soak.run();
            System.exit(SoakLog.failures() == 0 ? 0 : 1);
        } catch (IOException | InterruptedException | RuntimeException | AssertionError e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    private void run() throws IOException, InterruptedException {
        start("JVM", Upstream.PACKAGE, Map.of("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start"));
        if (Files.exists(Upstream.EXECUTABLE)) {
            start("executable", Upstream.EXECUTABLE, Map.of());
        }
        long end = System.nanoTime() + length;
        for (SoakInstance instance : instances) {
            SoakTasks.background(() -> SoakTasks.forever(1000, () -> watchdog.look(instance)));
        }
        SoakTasks.background(() -> SoakTasks.forever(SAMPLE_MILLIS, this::sample));
        List<Thread> threads = new ArrayList<>();
        threads.add(SoakTasks.background(() -> SoakTasks.plan(end, 40, sentry::getIntoTrouble, new Random(seed + 2))));
        threads.add(SoakTasks.background(() -> SoakTasks.plan(end, 30, secrets::change, new Random(seed + 3))));
        long longestIdle = Math.min(LONGEST_IDLE_MILLIS, length / 1_000_000 / 5);
        for (SoakInstance instance : instances) {
            threads.add(SoakTasks.background(() -> instance.run(end, longestIdle)));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        if (instances.stream().allMatch(instance -> instance.open == null)) {
            instances.forEach(SoakInstance::catchUp);
            names.count();
        }
        tallies.keySet().forEach(samples::check);
        print();
    }

    private void start(String kind, Path zip, Map<String, String> more) throws IOException {
        Path folder = Lambda.unpack(zip);
        tallies.put(kind, new SoakTally());
        Map<String, String> environment = new HashMap<>(secrets.environment());
        environment.putAll(Map.of("SENTRY_URL", sentry.front.url().toString(), "ISSUER_ORGANIZATION", "",
                "QUARKUS_HTTP_CORS_ORIGINS", ""));
        environment.putAll(more);
        String[] options = Stream.concat(Stream.of(Lambda.QUICK_COMPILER, Lambda.MEMORY, Lambda.CRAC),
                Stream.of(LocalCertificate.jvmOptions())).toArray(String[]::new);
        for (int i = 0; i < INSTANCES_OF_A_KIND; i++) {
            Lambda lambda = Lambda.start(folder, environment, options);
            SoakInstance instance = new SoakInstance(kind, i, lambda, tallies.get(kind), names, secrets,
                    new SoakJudge(sentry, secrets), new Random(seed + 10 + instances.size()));
            instances.add(instance);
            lambda.asked();
            instance.first();
            SoakLog.print("%s is process %d", instance.name, lambda.process().pid());
        }
    }

    private void sample() {
        instances.forEach(samples::take);
        // The stand-in would remember every call.
        sentry.standIn.forgetCalls();
        samples.write();
    }

    private void print() {
        System.out.printf("%n%s%n", SoakTally.head());
        tallies.forEach((kind, tally) -> System.out.println(tally.row(kind)));
        System.out.printf("%n%s%n", SoakSamples.head());
        tallies.keySet().forEach(kind -> System.out.println(samples.row(kind)));
        System.out.printf("%nThe secret was read %d times. %d failures; the plan's seed was %d%n", secrets.reads(),
                SoakLog.failures(), seed);
    }

    private void close() {
        for (SoakInstance instance : instances) {
            SoakProcess.signal(instance.lambda.process(), "CONT");
            instance.lambda.close();
        }
    }
}
