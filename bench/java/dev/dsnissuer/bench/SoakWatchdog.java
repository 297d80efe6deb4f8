package dev.dsnissuer.bench;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Writes down all that tells who is waiting for whom, while a request goes without an answer for longer than it may. */
final class SoakWatchdog {

    private final SoakSentry sentry;
    private final SoakSecrets secrets;
    private final Set<String> seen = new HashSet<>();

    SoakWatchdog(SoakSentry sentry, SoakSecrets secrets) {
        this.sentry = sentry;
        this.secrets = secrets;
    }

    void look(SoakInstance instance) {
        SoakInstance.Open open = instance.open;
        if (open != null && System.nanoTime() - open.since() > SoakInstance.LONGEST.toNanos() && seen.add(open.requestId())) {
            SoakLog.fail("%s does not answer %s %s: see target/soak/%s.txt", instance.name, open.kind(), open.requestId(),
                    open.requestId());
            SoakLog.write(open.requestId() + ".txt", describe(instance, open));
        }
    }

    List<String> describe(SoakInstance instance, SoakInstance.Open open) {
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
        lines.add("\n--- The function's threads ---");
        // An executable takes no thread dump, so only what Linux knows of its threads is told.
        lines.addAll(instance.kind.equals(Soak.JVM) ? SoakProcess.javaThreads(process)
                : SoakProcess.kernelThreads(process));
        lines.add("\n--- The harness' threads ---");
        lines.addAll(SoakProcess.javaThreads(ProcessHandle.current().pid()));
        lines.add("\n--- What the function has printed last ---");
        List<String> output = instance.lambda.output();
        lines.addAll(output.subList(Math.max(0, output.size() - 50), output.size()));
        return lines;
    }
}
