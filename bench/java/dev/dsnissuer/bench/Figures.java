package dev.dsnissuer.bench;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;

/** What was measured of one contender: a figure of each process. */
final class Figures {

    static final String HEAD = """
            | | init, ms | first answer, ms | cold, ms | cold, CPU ms | next, ms | p50 after %d, ms | p99, ms | peak memory, MB | package, MB |
            |---|---|---|---|---|---|---|---|---|---|""";

    private final List<Double> init = new ArrayList<>();
    private final List<Double> first = new ArrayList<>();
    private final List<Double> cold = new ArrayList<>();
    private final List<Double> cpu = new ArrayList<>();
    private final List<Double> next = new ArrayList<>();
    private final List<Double> p50 = new ArrayList<>();
    private final List<Double> p99 = new ArrayList<>();
    private final List<Double> memory = new ArrayList<>();

    /** Notes how a process started, in milliseconds, and how many each of the next requests took. */
    void cold(double init, double first, double cpu, double[] next) {
        this.init.add(init);
        this.first.add(first);
        cold.add(init + first);
        this.cpu.add(cpu);
        this.next.add(median(Arrays.stream(next).boxed().toList()));
    }

    /** @param millis how many milliseconds each request took */
    void warm(double[] millis, double peakMegabytes) {
        double[] sorted = millis.clone();
        Arrays.sort(sorted);
        p50.add(sorted[sorted.length / 2]);
        p99.add(sorted[sorted.length * 99 / 100]);
        memory.add(peakMegabytes);
    }

    String row(String name, long bytes) {
        return "| " + name + " | "
                + String.join(" | ", Stream.of(init, first, cold, cpu, next, p50, p99, memory).map(Figures::spread)
                        .toList())
                + " | " + format(bytes / 1e6) + " |";
    }

    /** The median, with the lowest and the highest figure. */
    static String spread(List<Double> figures) {
        if (figures.isEmpty()) {
            return "";
        }
        List<Double> sorted = figures.stream().sorted().toList();
        return format(median(sorted)) + " (" + format(sorted.get(0)) + " to " + format(sorted.get(sorted.size() - 1)) + ")";
    }

    static double median(List<Double> figures) {
        List<Double> sorted = figures.stream().sorted().toList();
        int half = sorted.size() / 2;
        return sorted.size() % 2 == 1 ? sorted.get(half) : (sorted.get(half - 1) + sorted.get(half)) / 2;
    }

    static String format(double figure) {
        return String.format(Locale.ROOT, figure < 30 ? "%.1f" : "%.0f", figure);
    }

    static double cpuMillis(Process process) {
        return process.info().totalCpuDuration().map(Duration::toMillis).orElse(0L);
    }

    /** The most memory that Linux counts for the process, with the pages of mapped files. Zero on other systems. */
    static double peakMegabytes(Process process) throws IOException {
        Path status = Path.of("/proc/" + process.pid() + "/status");
        if (!Files.exists(status)) {
            return 0;
        }
        return Files.readAllLines(status).stream().filter(line -> line.startsWith("VmHWM:"))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", "")) * 1024 / 1e6).findFirst().orElse(0);
    }

    /** @return the path of the program; null if there is none */
    static String onPath(String program) {
        return Stream.of(System.getenv("PATH").split(File.pathSeparator)).map(folder -> Path.of(folder, program))
                .filter(Files::isExecutable).map(Path::toString).findFirst().orElse(null);
    }
}
