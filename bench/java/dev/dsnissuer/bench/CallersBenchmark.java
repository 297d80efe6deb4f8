package dev.dsnissuer.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

import dev.dsnissuer.standin.StandIn;
import dev.dsnissuer.testing.Lambda;
import dev.dsnissuer.testing.Onboarding;
import dev.dsnissuer.testing.RuntimeApi;
import dev.dsnissuer.testing.SecretsManagerResource;
import dev.dsnissuer.testing.StandInResource;

/** Prints what a request costs with one caller in the secret document, and with five hundred: see bench/callers. */
final class CallersBenchmark {

    private static final int[] CALLERS = { 1, 500 };
    private static final int WARM_UP = 2000;
    private static final int MEASURED = 500;

    private final Map<Integer, Costs> costs = new TreeMap<>();

    /** In milliseconds. */
    private record Costs(List<Double> first, List<Double> byToken, List<Double> byWebhook) {
    }

    /** @param args how many processes of each */
    public static void main(String[] args) {
        try {
            int processes = Integer.parseInt(args[0]);
            CallersBenchmark benchmark = new CallersBenchmark();
            Path function = Lambda.unpack(Upstream.function());
            for (int process = 0; process < processes; process++) {
                for (int callers : CALLERS) {
                    benchmark.measure(function, callers);
                }
            }
            benchmark.print(processes);
            System.exit(0);
        } catch (IOException | RuntimeException | AssertionError e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    private void measure(Path function, int callers) throws IOException {
        Costs of = costs.computeIfAbsent(callers,
                key -> new Costs(new ArrayList<>(), new ArrayList<>(), new ArrayList<>()));
        try (Upstream upstream = Upstream.asDeployed(callers(callers), Duration.ZERO)) {
            upstream.standIn.addProject(StandIn.ORGANIZATION, "checkout");
            try (Lambda lambda = Lambda.start(function, upstream.environment(), javaOptions())) {
                Onboarding caller = new Onboarding("checkout");
                of.first.add(millis(caller.issue(lambda)));
                for (int i = 0; i < WARM_UP; i++) {
                    caller.replay(lambda);
                    caller.redeliver(lambda);
                }
                List<Double> byToken = new ArrayList<>();
                List<Double> byWebhook = new ArrayList<>();
                for (int i = 0; i < MEASURED; i++) {
                    byToken.add(millis(caller.replay(lambda)));
                    byWebhook.add(millis(caller.redeliver(lambda)));
                    upstream.standIn.forgetCalls();
                }
                of.byToken.add(Figures.median(byToken));
                of.byWebhook.add(Figures.median(byWebhook));
            }
        }
    }

    /** An executable is given none of them: it was built with the certificate. */
    private static String[] javaOptions() {
        return Files.exists(Upstream.EXECUTABLE) ? new String[0]
                : new String[] { Lambda.QUICK_COMPILER, Lambda.MEMORY, Upstream.TRUST };
    }

    /** Every caller has a token and a webhook secret; the last one is the one that asks. */
    private static String callers(int callers) {
        Random random = new Random(callers);
        List<String> members = new ArrayList<>();
        for (int i = 1; i < callers; i++) {
            byte[] secret = new byte[24];
            random.nextBytes(secret);
            members.add(caller("team-" + i, "%064x".formatted(i), "whsec_" + Base64.getEncoder().encodeToString(secret)));
        }
        members.add(caller("backstage", StandInResource.TOKEN_SHA256, StandInResource.WEBHOOK_SECRET));
        return String.join(",", members);
    }

    private static String caller(String name, String hash, String secret) {
        return "\"%s\":{\"projects\":[\"acme/*\"],\"token-sha256\":[\"%s\"],\"webhook-secrets\":[\"%s\"]}".formatted(name, hash,
                secret);
    }

    private static double millis(RuntimeApi.Answer answer) {
        return answer.took().toNanos() / 1e6;
    }

    private void print(int processes) {
        System.out.printf("%n%d processes of each, medians and ranges; warm after %d requests of each kind%n%n", processes,
                WARM_UP);
        System.out.println("| callers | document, kB | first answer, ms | warm by token, ms | warm by webhook, ms |\n"
                + "|---|---|---|---|---|");
        costs.forEach((callers, of) -> System.out.printf("| %d | %s | %s | %s | %s |%n", callers,
                Figures.format(
                        SecretsManagerResource.withCallers(callers(callers)).getBytes(StandardCharsets.UTF_8).length / 1000.0),
                Figures.spread(of.first),
                Figures.spread(of.byToken), Figures.spread(of.byWebhook)));
    }
}
