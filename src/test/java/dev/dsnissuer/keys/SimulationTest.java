package dev.dsnissuer.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.ObjectMapper;

import dev.dsnissuer.callers.Caller;
import dev.dsnissuer.callers.CallersForTests;
import dev.dsnissuer.keys.KeyIssuer.IssuedKey;
import dev.dsnissuer.secrets.SecretStore;
import dev.dsnissuer.secrets.SecretsForTests;
import dev.dsnissuer.sentry.Deadline;
import dev.dsnissuer.sentry.ProjectPath;
import dev.dsnissuer.sentry.SentryException;
import dev.dsnissuer.sentry.SentryForTests;
import dev.dsnissuer.standin.Call;
import dev.dsnissuer.standin.Key;
import dev.dsnissuer.standin.Project;
import dev.dsnissuer.standin.StandIn;
import dev.dsnissuer.testing.StandInResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/**
 * Many names, each delivered several times at once by senders that try again, through several instances that share nothing but
 * the stand-in, under seeded random faults and with instances killed in the middle of their requests.
 *
 * <p>
 * System properties {@code simulation.names}, {@code .deliveries}, {@code .seed}, {@code .faults} (percent of the calls),
 * {@code .kills} (percent of the deliveries).
 */
@QuarkusTest
@WithTestResource(StandInResource.class)
class SimulationTest {

    private static final int NAMES = Integer.getInteger("simulation.names", 300);
    private static final int DELIVERIES = Integer.getInteger("simulation.deliveries", 4);
    private static final long SEED = Long.getLong("simulation.seed", 1);
    private static final int FAULTS_PERCENT = Integer.getInteger("simulation.faults", 25);
    private static final int KILLS_PERCENT = Integer.getInteger("simulation.kills", 2);
    private static final int INSTANCES = 4;
    private static final int SENDERS = 64;
    private static final int MOST_TRIES = 50;
    private static final Duration DEADLINE = Duration.ofMillis(1500);
    private static final long READ_TIMEOUT_MILLIS = 250;

    private final SecretStore secrets = SecretsForTests.withDerivationSecret("a derivation secret of 32 letters");
    private final Caller caller = CallersForTests.issuingIn("acme/*");
    private final AtomicReferenceArray<Instance> instances = new AtomicReferenceArray<>(INSTANCES);
    private final Map<String, Set<String>> dsns = new ConcurrentHashMap<>();
    private final Map<String, AtomicInteger> outcomes = new ConcurrentHashMap<>();

    /** A function instance, until it is killed: then nothing that it answers arrives. */
    private static final ProjectPath PROJECT = new ProjectPath("acme", "checkout");

    private static final class Instance {

        final SentryForTests own;
        final KeyIssuer issuer;
        volatile boolean killed;

        Instance(SentryForTests own, SecretStore secrets) {
            this.own = own;
            this.issuer = new KeyIssuer(new DerivedIdentity(own.keys(), secrets));
        }

        void kill() {
            killed = true;
            own.close();
        }
    }

    @Test
    void exactlyOneKeyAndOneDsnForEachName() throws Exception {
        FaultPlan plan = new FaultPlan(SEED, FAULTS_PERCENT);
        Instant start = Instant.now();
        try (StandIn standIn = StandIn.start(0, "")) {
            Project project = standIn.addProject(StandIn.ORGANIZATION, "checkout");
            standIn.inject(plan);
            for (int i = 0; i < INSTANCES; i++) {
                instances.set(i, instance(standIn));
            }
            deliverAll(standIn);
            // Longer than the latest commit is late.
            TimeUnit.SECONDS.sleep(2);
            for (int i = 0; i < INSTANCES; i++) {
                instances.get(i).own.close();
            }
            report(plan, standIn, Duration.between(start, Instant.now()));

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

    @Test
    void sameSeed_sameFaults() {
        FaultPlan one = new FaultPlan(7, 50);
        FaultPlan same = new FaultPlan(7, 50);
        FaultPlan other = new FaultPlan(8, 50);
        List<Object> faults = new ArrayList<>();
        List<Object> others = new ArrayList<>();
        for (int n = 0; n < 100; n++) {
            assertThat(one.pick("POST x", n)).isSameAs(same.pick("POST x", n));
            faults.add(one.pick("POST x", n));
            others.add(other.pick("POST x", n));
        }
        assertThat(faults).isNotEqualTo(others);
    }

    private void deliverAll(StandIn standIn) throws Exception {
        List<String> deliveries = new ArrayList<>();
        for (int name = 0; name < NAMES; name++) {
            // Side by side, so that the twins are under way together.
            deliveries.addAll(Collections.nCopies(DELIVERIES, "service " + name));
        }
        ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
        try {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < deliveries.size(); i++) {
                String name = deliveries.get(i);
                Random random = new Random(SEED + i);
                all.add(senders.submit(() -> {
                    send(standIn, name, random);
                    return null;
                }));
            }
            for (Future<?> one : all) {
                one.get(10, TimeUnit.MINUTES);
            }
        } finally {
            senders.shutdownNow();
        }
    }

    /** As webhook senders do: until it is answered with success, each time wherever it happens to be routed. */
    private void send(StandIn standIn, String name, Random random) throws InterruptedException {
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            int at = random.nextInt(INSTANCES);
            Instance instance = instances.get(at);
            if (random.nextInt(100) < KILLS_PERCENT) {
                int delay = random.nextInt(20);
                Thread killer = new Thread(() -> killAndReplace(standIn, at, instance, delay));
                killer.setDaemon(true);
                killer.start();
            }
            IssuedKey key = answer(instance, name);
            if (key != null) {
                dsns.computeIfAbsent(name, any -> ConcurrentHashMap.newKeySet()).add(key.dsn());
                return;
            }
            Thread.sleep(random.nextInt(50));
        }
        count("given up");
    }

    /** Null for an answer that makes the sender try again. */
    private IssuedKey answer(Instance instance, String name) {
        IssuedKey key = null;
        String outcome;
        try {
            key = instance.issuer.issue(caller, new KeyName(PROJECT, name), null, null, Deadline.in(DEADLINE));
            outcome = key.isNew() ? "201" : "200";
        } catch (SentryException e) {
            outcome = e.reason().toString();
        } catch (RuntimeException e) {
            if (!instance.killed) {
                throw e;
            }
            // A closed client refuses in its own ways, and nobody is there to tell.
            outcome = "killed";
        }
        if (instance.killed) {
            count("killed");
            return null;
        }
        count(outcome);
        return key;
    }

    private void killAndReplace(StandIn standIn, int at, Instance instance, int delayMillis) {
        try {
            Thread.sleep(delayMillis);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        Instance replacement = instance(standIn);
        if (instances.compareAndSet(at, instance, replacement)) {
            instance.kill();
            count("instances killed");
        } else {
            replacement.own.close();
        }
    }

    private Instance instance(StandIn standIn) {
        return new Instance(new SentryForTests(standIn.url(), secrets, READ_TIMEOUT_MILLIS), secrets);
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

    private void report(FaultPlan plan, StandIn standIn, Duration took) {
        Map<String, Long> calls = standIn.calls().stream()
                .collect(Collectors.groupingBy(Call::method, TreeMap::new, Collectors.counting()));
        System.out.printf("Simulation: seed %d, %,d names, %,d deliveries at %d instances in %d s%n  calls to Sentry: %s%n"
                + "  faults injected: %s%n  answers: %s%n", SEED, NAMES, NAMES * DELIVERIES, INSTANCES, took.toSeconds(), calls,
                plan.injected(), new TreeMap<>(outcomes));
    }
}
