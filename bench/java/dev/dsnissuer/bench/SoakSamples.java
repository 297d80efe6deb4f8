package dev.dsnissuer.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToDoubleFunction;
import java.util.stream.Stream;

/** How memory, open sockets and threads of the instances went over time. Linux alone tells them. */
final class SoakSamples {

    private record Sample(double second, SoakInstance instance, double megabytes, int sockets, int threads) {
    }

    private static final int MOST_SOCKETS = 20;
    private static final double MOST_GROWTH = 1.25;

    private final List<Sample> samples = new ArrayList<>();
    private final List<String> csv = new ArrayList<>(
            List.of("second,instance,frozen,requests,resident_mb,sockets,threads"));

    /** A process that has just ended is left out. */
    synchronized void take(SoakInstance instance) {
        Path process = Path.of("/proc/" + instance.lambda.process().pid());
        try (Stream<Path> files = Files.list(process.resolve("fd"))) {
            int sockets = (int) files.filter(SoakSamples::isSocket).count();
            List<String> status = Files.readAllLines(process.resolve("status"));
            Sample sample = new Sample(SoakLog.seconds(), instance, figure(status, "VmRSS:") * 1024 / 1e6, sockets,
                    (int) figure(status, "Threads:"));
            samples.add(sample);
            csv.add(String.format(Locale.ROOT, "%.0f,%s,%s,%d,%.1f,%d,%d", sample.second, instance.name, instance.frozen,
                    instance.requests, sample.megabytes, sample.sockets, sample.threads));
        } catch (IOException e) {
            SoakLog.print("%s could not be sampled: %s", instance.name, e);
        }
    }

    private static boolean isSocket(Path file) {
        try {
            return Files.readSymbolicLink(file).toString().startsWith("socket:");
        } catch (IOException e) {
            // It was closed just now.
            return false;
        }
    }

    private static double figure(List<String> status, String name) {
        return status.stream().filter(line -> line.startsWith(name))
                .mapToDouble(line -> Double.parseDouble(line.replaceAll("\\D", ""))).findFirst().orElse(0);
    }

    synchronized void write() {
        SoakLog.write("samples.csv", csv);
    }

    static String head() {
        return "| | resident MB after 10 % of the time | in the first half of the rest | in the second half | at the end | growth an hour | most"
                + " | sockets, median | most | threads, median | most |\n|---|---|---|---|---|---|---|---|---|---|---|";
    }

    /**
     * Medians over all samples and instances of the kind, and the growth of a line through the samples after 10 % of the time.
     */
    synchronized String row(String kind) {
        List<Sample> all = samples.stream().filter(sample -> sample.instance.kind.equals(kind)).toList();
        double time = all.get(all.size() - 1).second - all.get(0).second;
        List<Sample> rest = between(all, time * 0.1, time);
        return String.format(Locale.ROOT, "| %s | %.0f | %.0f | %.0f | %.0f | %+.1f | %.0f | %.0f | %.0f | %.0f | %.0f |", kind,
                median(between(all, time * 0.1, time * 0.15), Sample::megabytes),
                median(between(all, time * 0.1, time * 0.55), Sample::megabytes),
                median(between(all, time * 0.55, time), Sample::megabytes),
                median(between(all, time * 0.95, time), Sample::megabytes),
                slope(rest) * 3600, most(all, Sample::megabytes), median(all, Sample::sockets), most(all, Sample::sockets),
                median(all, Sample::threads), most(all, Sample::threads));
    }

    /** Fails if memory grew, or if there were ever more connections than anybody needs for one request at a time. */
    synchronized void check(String kind) {
        List<Sample> all = samples.stream().filter(sample -> sample.instance.kind.equals(kind)).toList();
        double time = all.get(all.size() - 1).second - all.get(0).second;
        double first = median(between(all, time * 0.1, time * 0.55), Sample::megabytes);
        double second = median(between(all, time * 0.55, time), Sample::megabytes);
        if (second > first * MOST_GROWTH) {
            SoakLog.fail("%s grew from %.0f to %.0f MB", kind, first, second);
        }
        if (most(all, Sample::sockets) > MOST_SOCKETS) {
            SoakLog.fail("%s had %.0f sockets", kind, most(all, Sample::sockets));
        }
    }

    private static List<Sample> between(List<Sample> all, double from, double to) {
        double start = all.get(0).second;
        return all.stream().filter(sample -> sample.second - start >= from && sample.second - start <= to).toList();
    }

    private static double median(List<Sample> of, ToDoubleFunction<Sample> figure) {
        return of.isEmpty() ? 0 : Figures.median(of.stream().map(figure::applyAsDouble).toList());
    }

    private static double most(List<Sample> of, ToDoubleFunction<Sample> figure) {
        return of.stream().mapToDouble(figure).max().orElse(0);
    }

    /** Megabytes a second. */
    private static double slope(List<Sample> of) {
        double x = of.stream().mapToDouble(Sample::second).average().orElse(0);
        double y = of.stream().mapToDouble(Sample::megabytes).average().orElse(0);
        double up = of.stream().mapToDouble(sample -> (sample.second - x) * (sample.megabytes - y)).sum();
        return up / of.stream().mapToDouble(sample -> (sample.second - x) * (sample.second - x)).sum();
    }
}
