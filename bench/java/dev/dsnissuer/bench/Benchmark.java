package dev.dsnissuer.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;

import dev.dsnissuer.standin.StandIn;
import dev.dsnissuer.testing.Lambda;
import dev.dsnissuer.testing.Onboarding;

/** Measures how the function starts and answers, beside two handlers that do no more than is needed. See bench/run. */
final class Benchmark {

    private static final int MEASURED = 1000;
    /** How many requests after the first one are looked at for what a new process takes for the next ones. */
    private static final int NEXT = 20;
    private static final int PERIOD_MICROS = 20_000;

    private final Upstream upstream;
    private final List<Contender> contenders;
    private final int warmUp;
    private final int share;
    private int projects;

    private Benchmark(Upstream upstream, List<Contender> contenders, int warmUp, int share) {
        this.upstream = upstream;
        this.contenders = contenders;
        this.warmUp = warmUp;
        this.share = share;
    }

    /**
     * @param args "deployed", "bare" or "options"; how many processes there are of each; how many of them get warm; how many
     *        requests that takes; the milliseconds of a round trip to Sentry; the share of a processor that a process has, in
     *        percent, from its first event on, or 0 for as many as there are
     */
    public static void main(String[] args) {
        boolean deployed = !args[0].equals("bare");
        Duration roundTrip = Duration.ofMillis(Integer.parseInt(args[4]));
        try (Upstream upstream = deployed ? Upstream.asDeployed(Upstream.CALLER, roundTrip) : Upstream.bare(roundTrip)) {
            int share = Integer.parseInt(args[5]);
            System.out.printf("%n%s; a round trip of %d ms to Sentry; %s.%n",
                    deployed ? "As deployed: TLS to Sentry, and the secret document read from Secrets Manager over TLS"
                            : "Bare: plain HTTP to Sentry, and secrets in the configuration",
                    roundTrip.toMillis(), share == 0 ? "all processors" : share + " % of one processor");
            List<Contender> contenders = args[0].equals("options") ? Contender.options() : Contender.all(deployed);
            new Benchmark(upstream, contenders, Integer.parseInt(args[3]), share).run(Integer.parseInt(args[1]),
                    Integer.parseInt(args[2]));
            System.exit(0);
        } catch (IOException | RuntimeException | AssertionError e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    private void run(int processes, int warm) throws IOException {
        Map<Contender, Figures> figures = new HashMap<>();
        // The first measurements are left out: they warm up the servers.
        for (int i = 0; i < 3; i++) {
            measure(contenders.get(0), new Figures(), false);
        }
        for (int i = 0; i < processes; i++) {
            for (Contender contender : contenders) {
                try {
                    measure(contender, figures.computeIfAbsent(contender, key -> new Figures()), i < warm);
                } catch (AssertionError e) {
                    // The machine may have stalled. The figures of the other processes are worth keeping.
                    System.out.println("Left out a process of " + contender.name() + ": " + e.getMessage().lines().findFirst());
                }
            }
        }
        System.out.printf("Median (lowest to highest) of %d processes each, %d of them warm; JDK %s, %d processors%n%n%s%n",
                processes, warm, System.getProperty("java.version"), Runtime.getRuntime().availableProcessors(),
                Figures.HEAD.formatted(warmUp));
        for (Contender contender : contenders) {
            System.out.println(figures.get(contender).row(contender.name(), Files.size(contender.zip())));
        }
    }

    private void measure(Contender contender, Figures figures, boolean isToGetWarm) throws IOException {
        String project = "bench-" + projects++;
        upstream.standIn.addProject(StandIn.ORGANIZATION, project);
        Map<String, String> environment = new HashMap<>(upstream.environment());
        environment.putAll(contender.environment());
        Onboarding onboarding = new Onboarding(project);
        long start = System.nanoTime();
        try (Lambda lambda = new Lambda(contender.folder(), environment, contender.command())) {
            double init = (lambda.asked() - start) / 1e6;
            if (share > 0) {
                bound(lambda.process());
            }
            double first = issue(onboarding, lambda);
            double cpu = Figures.cpuMillis(lambda.process());
            figures.cold(init, first, cpu, requests(onboarding, lambda, NEXT));
            if (isToGetWarm) {
                requests(onboarding, lambda, warmUp - NEXT);
                figures.warm(requests(onboarding, lambda, MEASURED), Figures.peakMegabytes(lambda.process()));
            }
        }
    }

    /** Gives a process so much of a processor in each period and no more, by the control group that BENCH_CGROUP names. */
    private void bound(Process process) throws IOException {
        Path group = Path.of(System.getenv("BENCH_CGROUP"));
        int quota = PERIOD_MICROS * share / 100;
        if (Files.exists(group.resolve("cpu.max"))) {
            Files.writeString(group.resolve("cpu.max"), quota + " " + PERIOD_MICROS);
        } else {
            Files.writeString(group.resolve("cpu.cfs_period_us"), Integer.toString(PERIOD_MICROS));
            Files.writeString(group.resolve("cpu.cfs_quota_us"), Integer.toString(quota));
        }
        Files.writeString(group.resolve("cgroup.procs"), Long.toString(process.pid()));
    }

    private double[] requests(Onboarding onboarding, Lambda lambda, int count) {
        return IntStream.range(0, count).mapToDouble(i -> issue(onboarding, lambda)).toArray();
    }

    /** @return how many milliseconds the answer took */
    private double issue(Onboarding onboarding, Lambda lambda) {
        upstream.standIn.forgetCalls();
        return onboarding.issue(lambda).took().toNanos() / 1e6;
    }
}
