package dev.dsnissuer.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.IntConsumer;

import dev.dsnissuer.keys.SimulatedInstance.Reply;
import dev.dsnissuer.standin.Project;

/**
 * Senders that deliver every name several times at once and try again until they are answered. At random moments they let
 * instances be killed, projects be renamed, and policies and limits be changed. They write down what they are answered.
 */
final class SimulatedSenders {

    private static final int KILLS_PERMILLE = Integer.getInteger("simulation.kills", 20);
    private static final int MOVES_PERMILLE = Integer.getInteger("simulation.moves", 50);
    private static final int CHANGES_PERMILLE = Integer.getInteger("simulation.changes", 50);
    private static final int SENDERS = 64;
    private static final int CALLERS = 3;
    private static final int MOST_TRIES = 50;
    /** A sender that has failed so often asks the administrator what is wrong. */
    private static final int TRIES_BEFORE_COMPLAINT = 4;
    private static final int LATEST_EVENT_MILLIS = 20;

    private final ScheduledExecutorService events = Executors.newScheduledThreadPool(2);
    private final SimulatedProjects projects;
    private final Instances instances;
    private final long seed;
    /** What each caller may have at the moment. */
    private final AtomicReferenceArray<SimulatedPolicy> policies = new AtomicReferenceArray<>(CALLERS);
    private final Map<String, Set<String>> dsns = new ConcurrentHashMap<>();
    private final Queue<String> dsnsOfWrongProjects = new ConcurrentLinkedQueue<>();
    private final Map<String, AtomicInteger> requests = new ConcurrentHashMap<>();
    private final Set<String> interrupted = ConcurrentHashMap.newKeySet();
    private final Map<String, AtomicInteger> outcomes = new ConcurrentHashMap<>();

    SimulatedSenders(SimulatedProjects projects, Instances instances, long seed) {
        this.projects = projects;
        this.instances = instances;
        this.seed = seed;
        for (int i = 0; i < CALLERS; i++) {
            policies.set(i, SimulatedPolicy.UNLIMITED);
        }
    }

    /** Delivers every name, and returns once each delivery was answered and all that was to happen meanwhile has happened. */
    void deliver(int names, int deliveries) throws Exception {
        try {
            // The deliveries of a name follow each other, so that they are under way at the same time.
            inParallel(names * deliveries, i -> deliver(i / deliveries, new Random(seed + i)));
        } finally {
            events.shutdownNow();
        }
        assertThat(events.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
    }

    /** Asks for every name by the id of its project, as a caller that may have any limit. Nothing happens meanwhile. */
    void deliverOnceMore(int names) throws Exception {
        policies.set(0, SimulatedPolicy.UNLIMITED);
        inParallel(names, i -> issue(0, Long.toString(projects.ofName(i).id), name(i), new Random(seed - i)));
    }

    private static void inParallel(int count, IntConsumer delivery) throws Exception {
        ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
        try {
            List<Future<?>> sent = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int number = i;
                sent.add(senders.submit(() -> delivery.accept(number)));
            }
            for (Future<?> delivered : sent) {
                delivered.get(20, TimeUnit.MINUTES);
            }
        } finally {
            senders.shutdownNow();
        }
    }

    private void deliver(int number, Random random) {
        if (random.nextInt(1000) < MOVES_PERMILLE) {
            later(random, this::moveAndChangePolicy);
        }
        Project project = projects.ofName(number);
        int caller = random.nextInt(CALLERS);
        String spelling = issue(caller, projects.spelling(project, random), name(number), random);
        if (random.nextInt(1000) < CHANGES_PERMILLE) {
            SimulatedPolicy wanted = any(random);
            send("changed ", spelling, name(number), random, instance -> instance.limit(policies.get(caller),
                    SimulatedProjects.path(spelling), name(number), wanted.maximum));
        }
    }

    /**
     * Sends a name until it is answered, as senders of webhooks do, and spells the project by its new slug if told so. Every
     * try goes to any of the instances.
     *
     * @return the last spelling
     */
    private String issue(int caller, String spelling, String name, Random random) {
        String project = spelling;
        for (int tries = 0; tries < MOST_TRIES; tries++) {
            if (tries > 0 && tries % TRIES_BEFORE_COMPLAINT == 0) {
                projects.deleteWrongKeys(name);
            }
            String asked = project;
            requests.computeIfAbsent(name, any -> new AtomicInteger()).incrementAndGet();
            Reply reply = send("", asked, name, random,
                    instance -> instance.issue(policies.get(caller), SimulatedProjects.path(asked), name));
            if (reply.dsn() != null || reply.outcome().equals(SimulatedInstance.RATE_LIMIT_DIFFERS)) {
                return project;
            }
            project = reply.newSlug() == null ? project : reply.newSlug();
        }
        count("given up");
        return project;
    }

    private Reply send(String kind, String spelling, String name, Random random, Function<SimulatedInstance, Reply> request) {
        int index = random.nextInt(instances.count());
        SimulatedInstance instance = instances.at(index);
        if (random.nextInt(1000) < KILLS_PERMILLE) {
            later(random, any -> instances.killAndReplace(index, instance));
        }
        int owners = projects.ownersSoFar(spelling);
        Reply reply = request.apply(instance);
        count(kind + reply.outcome());
        if (reply == Reply.KILLED || reply.took().compareTo(instance.patience()) >= 0) {
            interrupted.add(name);
        }
        if (reply.dsn() != null) {
            String projectId = reply.dsn().substring(reply.dsn().lastIndexOf('/') + 1);
            dsns.computeIfAbsent(projectId + "/" + name, any -> ConcurrentHashMap.newKeySet()).add(reply.dsn());
            if (!projects.isOwnerSince(owners, spelling, projectId)) {
                dsnsOfWrongProjects.add(spelling + " " + name + " " + reply.dsn());
            }
        }
        return reply;
    }

    private void later(Random random, Consumer<Random> event) {
        Random ofEvent = new Random(random.nextLong());
        int wait = random.nextInt(LATEST_EVENT_MILLIS);
        if (!events.isShutdown()) {
            events.schedule(() -> event.accept(ofEvent), wait, TimeUnit.MILLISECONDS);
        }
    }

    private void moveAndChangePolicy(Random random) {
        projects.move(random);
        policies.set(random.nextInt(CALLERS), any(random));
    }

    private static SimulatedPolicy any(Random random) {
        return SimulatedPolicy.values()[random.nextInt(SimulatedPolicy.values().length)];
    }

    private void count(String outcome) {
        outcomes.computeIfAbsent(outcome, any -> new AtomicInteger()).incrementAndGet();
    }

    static String name(int number) {
        return "service " + number;
    }

    /** The DSNs answered, by the project's id at the end of the DSN, a slash and the name. */
    Map<String, Set<String>> dsns() {
        return dsns;
    }

    /** The answers with a DSN of a project that the request did not spell at any moment while it was under way. */
    List<String> dsnsOfWrongProjects() {
        return List.copyOf(dsnsOfWrongProjects);
    }

    /** How many requests to issue the name were sent. */
    int requests(String name) {
        return requests.get(name).get();
    }

    /** Whether an instance has lost a request for the name, or may have given up waiting for an answer of Sentry's. */
    boolean wasInterrupted(String name) {
        return interrupted.contains(name);
    }

    /** How often each answer was given. */
    Map<String, AtomicInteger> outcomes() {
        return new TreeMap<>(outcomes);
    }
}
