package dev.dsnissuer.bench;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** Writes down all that tells who is waiting for whom, while a request goes without an answer for longer than it may. */
final class SoakWatchdog {

    /** How long a process may take to print a thread dump. */
    private static final long DUMP_MILLIS = 3000;

    private final SoakSentry sentry;
    private final SoakSecrets secrets;
    private final Set<String> seen = ConcurrentHashMap.newKeySet();

    SoakWatchdog(SoakSentry sentry, SoakSecrets secrets) {
        this.sentry = sentry;
        this.secrets = secrets;
    }

    void look(SoakInstance instance) throws InterruptedException {
        SoakInstance.Open open = instance.open;
        if (open != null && System.nanoTime() - open.since() > SoakInstance.LONGEST.toNanos() && seen.add(open.requestId())) {
            SoakLog.fail("%s does not answer %s %s: see target/soak/%s.txt", instance.name, open.kind(), open.requestId(),
                    open.requestId());
            SoakLog.write(open.requestId() + ".txt", describe(instance, open));
        }
    }

    private List<String> describe(SoakInstance instance, SoakInstance.Open open)
            throws InterruptedException {
        List<String> lines = new ArrayList<>();
        lines.add("%s has not answered %s %s after %d ms".formatted(instance.name, open.kind(), open.requestId(),
                (System.nanoTime() - open.since()) / 1_000_000));
        lines.add(
                "It " + (instance.lambda.wasHandedOver(open.requestId()) ? "was" : "was not") + " handed over to the process");
        lines.addAll(sentry.state());
        lines.add(secrets.state());
        long process = instance.lambda.process().pid();
        lines.add("\n--- The function's sockets, as Linux sees them ---");
        lines.addAll(SoakProcess.sockets(process));
        lines.add("\n--- The function's threads, as Linux sees them ---");
        lines.addAll(SoakProcess.threads(process));
        lines.add("\n--- The harness' threads ---");
        lines.addAll(SoakProcess.ownThreads());
        lines.add("\n--- What the function has printed last, with the thread dump that it was asked for ---");
        int printed = instance.lambda.output().size();
        // The JVM and the executable print a thread dump.
        SoakProcess.signal(instance.lambda.process(), "QUIT");
        Thread.sleep(DUMP_MILLIS);
        List<String> output = instance.lambda.output();
        lines.addAll(output.subList(Math.max(0, printed - 50), output.size()));
        return lines;
    }
}
