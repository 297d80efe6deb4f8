package dev.dsnissuer.bench;

import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** What the instances of one kind have answered. */
final class SoakTally {

    /** The function's deadline, and what the harness itself may need on a busy machine. */
    private static final Duration DEADLINE = Duration.ofMillis(9_500);

    private final Map<String, Integer> answers = new TreeMap<>();
    private Duration longest = Duration.ZERO;
    private int requests;
    private int late;

    /** @param answer the status, and the problem if there is one */
    synchronized void note(String answer, Duration took) {
        requests++;
        answers.merge(answer, 1, Integer::sum);
        if (took.compareTo(longest) > 0) {
            longest = took;
        }
        if (took.compareTo(DEADLINE) > 0) {
            late++;
        }
    }

    static String head() {
        return "| | requests | answers | longest, s | of over %.1f s |\n|---|---|---|---|---|"
                .formatted(DEADLINE.toMillis() / 1000.0);
    }

    synchronized String row(String kind) {
        return "| %s | %,d | %s | %.1f | %d |".formatted(kind, requests, answers, longest.toMillis() / 1000.0, late);
    }
}
