package dev.dsnissuer.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;

import dev.dsnissuer.callers.Caller;
import dev.dsnissuer.callers.CallersForTests;
import dev.dsnissuer.keys.Instances.Instance;
import dev.dsnissuer.keys.KeyIssuer.IssuedKey;
import dev.dsnissuer.sentry.Deadline;
import dev.dsnissuer.sentry.ProjectPath;
import dev.dsnissuer.sentry.SentryException;
import dev.dsnissuer.standin.Call;
import dev.dsnissuer.standin.Key;
import dev.dsnissuer.standin.Project;
import dev.dsnissuer.standin.StandIn;
import dev.dsnissuer.testing.StandInResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/**
 * Every name gets exactly one key and one DSN. Many names are delivered several times at once, by senders that try again, to
 * several instances that share nothing but the stand-in. Calls to the stand-in meet random faults, and instances are killed
 * while they answer.
 *
 * <p>
 * System properties set how many {@code simulation.names} there are, how many {@code simulation.deliveries} each name has, the
 * {@code simulation.seed} of the faults, how many calls of a hundred meet {@code simulation.faults}, and how many deliveries
 * of a hundred see their instance killed ({@code simulation.kills}).
 */
@QuarkusTest
@WithTestResource(StandInResource.Default.class)
class SimulationTest {

    private static final int NAMES = Integer.getInteger("simulation.names", 300);
    private static final int DELIVERIES = Integer.getInteger("simulation.deliveries", 4);
    private static final long SEED = Long.getLong("simulation.seed", 1);
    private static final int FAULTS_PERCENT = Integer.getInteger("simulation.faults", 25);
    private static final int KILLS_PERCENT = Integer.getInteger("simulation.kills", 2);
    private static final int INSTANCES = 4;
    private static final int SENDERS = 64;
    private static final int MOST_TRIES = 50;
    private static final int LATEST_KILL_MILLIS = 20;
    private static final Duration DEADLINE = Duration.ofMillis(1500);
    private static final ProjectPath PROJECT = new ProjectPath(StandIn.ORGANIZATION, "checkout");

    private final Caller caller = CallersForTests.issuingIn("acme/*");
    private final ScheduledExecutorService killers = Executors.newScheduledThreadPool(2);
    private final Map<String, Set<String>> dsns = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> outcomes = new ConcurrentHashMap<>();

    @Test
    void faultsAndKills_oneKeyAndOneDsnForEachName() throws Exception {
        FaultPlan plan = new FaultPlan(SEED, FAULTS_PERCENT);
        Instant start = Instant.now();
        try (StandIn standIn = StandIn.start(0, "")) {
            Project project = standIn.addProject(StandIn.ORGANIZATION, "checkout");
            standIn.inject(plan);
            try (Instances instances = new Instances(standIn, INSTANCES)) {
                deliverAll(instances);
                report(plan, standIn, instances, Duration.between(start, Instant.now()));
            }
            // From here on no call arrives any more, and the calls that have arrived are done to the end.
            standIn.refuse();
            plan.awaitLateCommits(Duration.ofMinutes(1));

            Map<String, List<Key>> keys = project.keys().stream().filter(key -> !key.name.equals("Default"))
                    .collect(Collectors.groupingBy(key -> key.name));
            assertThat(keys).as("names with a key").hasSize(NAMES);
            assertThat(keys.values()).as("one key of each name").allMatch(ofName -> ofName.size() == 1);
            assertThat(dsns).as("names served").hasSize(NAMES);
            assertThat(dsns.values()).as("one DSN of each name").allMatch(ofName -> ofName.size() == 1);
            assertThat(publicKeysPosted(standIn).values()).as("public keys tried of each name")
                    .allMatch(tried -> tried.size() == 1);
            dsns.forEach((name, dsn) -> assertThat(dsn.iterator().next()).contains(keys.get(name).get(0).publicKey));
        }
    }

    private void deliverAll(Instances instances) throws Exception {
        ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
        try {
            List<Future<?>> deliveries = new ArrayList<>();
            for (int i = 0; i < NAMES * DELIVERIES; i++) {
                // The deliveries of a name follow each other, so that they are under way at the same time.
                String name = "service " + i / DELIVERIES;
                Random random = new Random(SEED + i);
                deliveries.add(senders.submit(() -> deliver(instances, name, random)));
            }
            for (Future<?> delivery : deliveries) {
                delivery.get(10, TimeUnit.MINUTES);
            }
        } finally {
            senders.shutdownNow();
            killers.shutdownNow();
        }
        assertThat(killers.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    }

    /** Sends a name until it is answered with success, as senders of webhooks do. Every try goes to any of the instances. */
    private void deliver(Instances instances, String name, Random random) {
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            int index = random.nextInt(INSTANCES);
            Instance instance = instances.at(index);
            if (random.nextInt(100) < KILLS_PERCENT) {
                killers.schedule(() -> instances.killAndReplace(index, instance), random.nextInt(LATEST_KILL_MILLIS),
                        TimeUnit.MILLISECONDS);
            }
            Optional<IssuedKey> key = answer(instance, name);
            if (key.isPresent()) {
                dsns.computeIfAbsent(name, any -> ConcurrentHashMap.newKeySet()).add(key.get().dsn());
                return;
            }
        }
        count("given up");
    }

    /** @return empty for an answer that makes the sender try again */
    private Optional<IssuedKey> answer(Instance instance, String name) {
        Optional<IssuedKey> key = Optional.empty();
        String outcome;
        try {
            key = Optional.of(instance.issuer.issue(caller, new KeyName(PROJECT, name), null, null, Deadline.in(DEADLINE)));
            outcome = key.get().isNew() ? "201" : "200";
        } catch (SentryException e) {
            outcome = e.reason().toString();
        } catch (RuntimeException e) {
            if (!instance.wasKilled()) {
                throw e;
            }
            // A closed client throws exceptions of its own, which no sender would see.
            outcome = "killed";
        }
        count(instance.wasKilled() ? "killed" : outcome);
        return instance.wasKilled() ? Optional.empty() : key;
    }

    private void count(String outcome) {
        outcomes.computeIfAbsent(outcome, any -> new AtomicInteger()).incrementAndGet();
    }

    private static Map<String, Set<String>> publicKeysPosted(StandIn standIn) throws Exception {
        Map<String, Set<String>> posted = new TreeMap<>();
        ObjectMapper json = new ObjectMapper();
        for (Call call : standIn.calls()) {
            if (call.method().equals("POST")) {
                var body = json.readTree(call.body());
                posted.computeIfAbsent(body.path("name").asText(), any -> ConcurrentHashMap.newKeySet())
                        .add(body.path("public").asText());
            }
        }
        return posted;
    }

    private void report(FaultPlan plan, StandIn standIn, Instances instances, Duration took) {
        Map<String, Long> calls = standIn.calls().stream()
                .collect(Collectors.groupingBy(Call::method, TreeMap::new, Collectors.counting()));
        System.out.printf("Simulation: seed %d, %,d names, %,d deliveries in %d s at %d instances, of which %d were killed%n"
                + "  calls to Sentry: %s%n  faults injected: %s%n  answers: %s%n", SEED, NAMES, NAMES * DELIVERIES,
                took.toSeconds(), INSTANCES, instances.killed(), calls, plan.injected(), new TreeMap<>(outcomes));
    }
}
