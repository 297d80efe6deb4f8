package dev.dsnissuer.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
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
    private static final Path FOLDER = Path.of("target/bench").toAbsolutePath();

    /**
     * @param folder where the process runs
     * @param zip the file that would be deployed
     */
    private record Contender(String name, Path folder, Path zip, Map<String, String> environment, List<String> command) {
    }

    private final StandIn standIn = StandIn.start(0, "");
    private final int warmUp;
    private int projects;

    private Benchmark(int warmUp) {
        this.warmUp = warmUp;
    }

    /** @param args how many processes there are of each, how many of them get warm, and how many requests that takes */
    public static void main(String[] args) {
        try {
            new Benchmark(Integer.parseInt(args[2])).run(Integer.parseInt(args[0]), Integer.parseInt(args[1]));
            System.exit(0);
        } catch (IOException | RuntimeException | AssertionError e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    private void run(int processes, int warm) throws IOException {
        List<Contender> contenders = contenders();
        Map<Contender, Figures> figures = new HashMap<>();
        // The first measurement is left out: it warms up the stand-in.
        measure(contenders.get(0), new Figures(), false);
        for (int i = 0; i < processes; i++) {
            for (Contender contender : contenders) {
                // A warm process is as fast whether it was primed or not, so only those are warmed up that were not.
                boolean isToGetWarm = i < warm && contender.environment.isEmpty();
                try {
                    measure(contender, figures.computeIfAbsent(contender, key -> new Figures()), isToGetWarm);
                } catch (AssertionError e) {
                    // The machine may have stalled. The figures of the other processes are worth keeping.
                    System.out.println("Left out a process of " + contender.name + ": " + e.getMessage().lines().findFirst());
                }
            }
        }
        System.out.printf("%nMedian (lowest to highest) of %d processes each, %d of them warm; JDK %s, %d processors%n%n%s%n",
                processes, warm,
                System.getProperty("java.version"), Runtime.getRuntime().availableProcessors(),
                Figures.HEAD.formatted(warmUp));
        for (Contender contender : contenders) {
            System.out.println(figures.get(contender).row(contender.name, Files.size(contender.zip)));
        }
    }

    private static List<Contender> contenders() throws IOException {
        Path zip = Path.of("target/function.zip");
        Path unpacked = Lambda.unpack(zip);
        List<Contender> contenders = new ArrayList<>(List.of(
                new Contender("function on a JVM", unpacked, zip, Map.of(),
                        Lambda.command(Lambda.HANDLER, Lambda.QUICK_COMPILER, Lambda.MEMORY)),
                new Contender("function on a JVM, primed", unpacked, zip,
                        Map.of("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start"),
                        Lambda.command(Lambda.HANDLER, Lambda.QUICK_COMPILER, Lambda.MEMORY, Lambda.CRAC)),
                new Contender("Java handler", FOLDER.resolve("plain"), FOLDER.resolve("plain.zip"), Map.of(),
                        Lambda.command("Handler", Lambda.QUICK_COMPILER, Lambda.MEMORY))));
        Path executable = Path.of("target/function-native.zip");
        if (Files.exists(executable)) {
            Path folder = Lambda.unpack(executable);
            contenders.add(0, new Contender("function, executable", folder, executable, Map.of(),
                    List.of(folder.resolve("bootstrap").toString())));
        }
        String node = Figures.onPath("node");
        if (node == null) {
            System.out.println("The Node.js handler is left out, because there is no node on the PATH");
        } else {
            contenders.add(new Contender("Node.js handler", FOLDER, FOLDER.resolve("node.zip"), Map.of(),
                    List.of(node, Path.of("bench/node/runtime.mjs").toAbsolutePath().toString())));
        }
        return contenders;
    }

    private void measure(Contender contender, Figures figures, boolean isToGetWarm) throws IOException {
        String project = "bench-" + projects++;
        standIn.addProject(StandIn.ORGANIZATION, project);
        Map<String, String> environment = new HashMap<>(Lambda.environment(standIn));
        environment.putAll(contender.environment);
        Onboarding onboarding = new Onboarding(project);
        long start = System.nanoTime();
        try (Lambda lambda = new Lambda(contender.folder, environment, contender.command)) {
            double init = (lambda.asked() - start) / 1e6;
            double first = issue(onboarding, lambda);
            figures.cold(init, first, Figures.cpuMillis(lambda.process()));
            if (isToGetWarm) {
                for (int i = 0; i < warmUp; i++) {
                    issue(onboarding, lambda);
                }
                figures.warm(IntStream.range(0, MEASURED).mapToDouble(i -> issue(onboarding, lambda)).toArray(),
                        Figures.peakMegabytes(lambda.process()));
            }
        }
    }

    /** @return how many milliseconds the answer took */
    private double issue(Onboarding onboarding, Lambda lambda) {
        standIn.forgetCalls();
        return onboarding.issue(lambda).took().toNanos() / 1e6;
    }
}
