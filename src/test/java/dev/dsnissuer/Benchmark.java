package dev.dsnissuer;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import dev.dsnissuer.standin.StandIn;

/** Prints how the function and two handlers that do the same minimum start and answer: see bench/run. */
final class Benchmark {

    private static final int MEASURED = 1000;
    private static final Path FOLDER = Path.of("target/bench").toAbsolutePath();

    /**
     * @param folder where it runs
     * @param zip what would be deployed; null where it is the folder itself
     */
    private record Contender(String name, Path folder, Path zip, Map<String, String> environment, List<String> command) {

        long bytes() throws IOException {
            if (zip != null) {
                return Files.size(zip);
            }
            try (var files = Files.walk(folder)) {
                return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
            }
        }
    }

    private final StandIn standIn = StandIn.start(0, "");
    private final int warmUp;
    private int projects;

    private Benchmark(int warmUp) {
        this.warmUp = warmUp;
    }

    /** @param args how many processes of each, and how many requests before one counts as warm */
    public static void main(String[] args) {
        try {
            new Benchmark(Integer.parseInt(args[1])).run(Integer.parseInt(args[0]));
            System.exit(0);
        } catch (IOException | RuntimeException | AssertionError e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    private void run(int processes) throws IOException {
        List<Contender> contenders = contenders();
        Map<Contender, Figures> figures = new HashMap<>();
        // The stand-in itself is to be warm.
        measure(contenders.get(0), new Figures());
        for (int i = 0; i < processes; i++) {
            for (Contender contender : contenders) {
                measure(contender, figures.computeIfAbsent(contender, key -> new Figures()));
            }
        }
        System.out.printf("%nMedian (lowest to highest) of %d processes each, JDK %s, %d processors%n%n%s%n", processes,
                System.getProperty("java.version"), Runtime.getRuntime().availableProcessors(),
                Figures.HEAD.formatted(warmUp));
        for (Contender contender : contenders) {
            System.out.println(figures.get(contender).row(contender.name, contender.bytes()));
        }
    }

    private static List<Contender> contenders() throws IOException {
        Path zip = Path.of("target/function.zip");
        Path unpacked = Lambda.unpack(zip);
        Path plain = FOLDER.resolve("plain");
        List<Contender> contenders = new ArrayList<>(List.of(
                new Contender("function", unpacked, zip, Map.of(), Lambda.command(Lambda.QUICK_COMPILER)),
                new Contender("function, primed", unpacked, zip, Map.of("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start"),
                        Lambda.command(Lambda.QUICK_COMPILER, Lambda.CRAC)),
                new Contender("Java handler", plain, FOLDER.resolve("plain.zip"), Map.of(),
                        AotTraining.command(Lambda.JAVA, "Handler"))));
        if (Files.exists(plain.resolve("function.aot"))) {
            contenders.add(new Contender("function, AOT cache", FOLDER.resolve("function"), null, Map.of(),
                    AotTraining.command(Lambda.JAVA, Lambda.HANDLER, AotTraining.CACHE)));
            contenders.add(new Contender("Java handler, AOT cache", plain, null, Map.of(),
                    AotTraining.command(Lambda.JAVA, "Handler", AotTraining.CACHE)));
        }
        String node = Figures.onPath("node");
        if (node == null) {
            System.out.println("No node on the PATH: without the Node.js handler");
        } else {
            contenders.add(new Contender("Node.js handler", FOLDER, FOLDER.resolve("node.zip"), Map.of(),
                    List.of(node, Path.of("bench/node/runtime.mjs").toAbsolutePath().toString())));
        }
        return contenders;
    }

    private void measure(Contender contender, Figures figures) throws IOException {
        String project = "bench-" + projects++;
        standIn.addProject(StandIn.ORGANIZATION, project);
        standIn.forgetCalls();
        Map<String, String> environment = new HashMap<>(Lambda.environment(standIn));
        environment.putAll(contender.environment);
        Onboarding onboarding = new Onboarding(project);
        long start = System.nanoTime();
        try (Lambda lambda = new Lambda(contender.folder, environment, contender.command)) {
            double init = (lambda.asked() - start) / 1e6;
            double first = onboarding.issue(lambda).took().toNanos() / 1e6;
            figures.cold(init, first, Figures.cpuMillis(lambda.process()));
            for (int i = 0; i < warmUp; i++) {
                onboarding.issue(lambda);
                standIn.forgetCalls();
            }
            double[] warm = new double[MEASURED];
            for (int i = 0; warmUp > 0 && i < MEASURED; i++) {
                warm[i] = onboarding.issue(lambda).took().toNanos() / 1e6;
                standIn.forgetCalls();
            }
            figures.warm(warm, Figures.peakMegabytes(lambda.process()));
        }
    }
}
