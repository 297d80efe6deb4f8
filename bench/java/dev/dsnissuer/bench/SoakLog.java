package dev.dsnissuer.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.atomic.AtomicInteger;

/** What is told while the soak runs, with the seconds since its start, and how many failures there were. */
final class SoakLog {

    static final Path FOLDER = Path.of("target/soak").toAbsolutePath();

    private static final long START = System.nanoTime();
    private static final AtomicInteger FAILURES = new AtomicInteger();

    private SoakLog() {
    }

    static double seconds() {
        return (System.nanoTime() - START) / 1e9;
    }

    static void print(String format, Object... args) {
        System.out.printf(Locale.ROOT, "%7.1f s  %s%n", seconds(), String.format(Locale.ROOT, format, args));
    }

    /** Prints what was not as it should be, so that the run ends with 1. */
    static void fail(String format, Object... args) {
        FAILURES.incrementAndGet();
        print("FAILURE: " + format, args);
    }

    static int failures() {
        return FAILURES.get();
    }

    static void write(String file, List<String> lines) {
        try {
            Files.write(FOLDER.resolve(file), lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
