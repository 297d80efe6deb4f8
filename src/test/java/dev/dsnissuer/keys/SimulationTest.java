package dev.dsnissuer.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.logging.Logger;
import java.util.stream.Collectors;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.dsnissuer.keys.SimulatedProjects.WrongKey;
import dev.dsnissuer.sentry.RateLimit;
import dev.dsnissuer.standin.Call;
import dev.dsnissuer.standin.Fault;
import dev.dsnissuer.standin.Key;
import dev.dsnissuer.standin.Project;
import dev.dsnissuer.standin.StandIn;
import dev.dsnissuer.testing.Lambda;
import dev.dsnissuer.testing.StandInResource;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/**
 * Every name gets exactly one key and one DSN in each project. Many names are delivered several times at once, by senders that
 * try again and spell the project by its id or by a slug that it has or had, to several instances that share nothing but the
 * stand-in. Meanwhile projects are renamed and take over each other's slugs, callers' policies and keys' limits are changed,
 * calls to the stand-in meet random faults, and instances are killed while they answer.
 *
 * <p>
 * System properties set how many {@code simulation.projects} and {@code simulation.names} there are, how many
 * {@code simulation.deliveries} each name has, and the {@code simulation.seed}; how many calls of a hundred meet
 * {@code simulation.faults}; and, of a thousand deliveries, how many see their instance killed ({@code simulation.kills}), see
 * slugs and a policy change ({@code simulation.moves}), and are followed by a change of the key's limit
 * ({@code simulation.changes}). With {@code simulation.processes} there are so many instances, and each is the package in a
 * process of its own, which {@code ./mvnw package} must have made before.
 */
@QuarkusTest
@WithTestResource(StandInResource.Default.class)
class SimulationTest {

    private static final int PROJECTS = Integer.getInteger("simulation.projects", 5);
    private static final int NAMES = Integer.getInteger("simulation.names", 150);
    private static final int DELIVERIES = Integer.getInteger("simulation.deliveries", 4);
    private static final long SEED = Long.getLong("simulation.seed", System.nanoTime());
    private static final int FAULTS_PERCENT = Integer.getInteger("simulation.faults", 25);
    private static final int PROCESSES = Integer.getInteger("simulation.processes", 0);
    private static final int INSTANCES_IN_JVM = 4;
    private static final int MOST_POSTS = 3;
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Logger LOG = Logger.getLogger(StrayKeys.class.getName());

    private final FaultPlan plan = new FaultPlan(SEED, FAULTS_PERCENT);
    private StandIn standIn;
    private SimulatedProjects projects;
    private SimulatedSenders senders;

    /** The function logs every key that it makes in a wrong project. They are many here, and counted in the end. */
    @BeforeEach
    void keepTheLogShort() {
        LOG.setFilter(line -> false);
    }

    @AfterEach
    void logAsBefore() {
        LOG.setFilter(null);
    }

    @BeforeEach
    void startSentry() {
        standIn = StandIn.start(0, "");
        projects = new SimulatedProjects(standIn, PROJECTS);
    }

    @AfterEach
    void stopSentry() {
        standIn.close();
    }

    @Test
    void movesFaultsAndKills_oneKeyAndOneDsnForEachProjectAndName() throws Exception {
        System.out.printf("SimulationTest: %,d names of the seed %d%n", NAMES, SEED);
        Instant start = Instant.now();
        standIn.inject(plan);
        try (Instances instances = new Instances(PROCESSES > 0 ? PROCESSES : INSTANCES_IN_JVM, starter())) {
            senders = new SimulatedSenders(projects, instances, SEED);
            senders.deliver(NAMES, DELIVERIES);
            report(instances, Duration.between(start, Instant.now()));
            // From here on no call is under way any more, and the calls that have arrived are done to the end.
            standIn.refuse();
            plan.awaitLateCommits(Duration.ofMinutes(1));
            projects.deleteWrongKeys();
            standIn.inject(Fault.NONE);
            standIn.accept();
            senders.deliverOnceMore(NAMES);
        }
        checkDsns();
        checkKeys();
        checkPosts();
        checkWrongKeys();
        System.out.printf("  names of projects with one key and one DSN: %,d%n", senders.dsns().size());
    }

    private Supplier<SimulatedInstance> starter() throws IOException {
        if (PROCESSES == 0) {
            return () -> new SimulatedInJvm(standIn);
        }
        Path function = Lambda.unpack(Path.of("target/function.zip"));
        return () -> new SimulatedProcess(function, standIn);
    }

    private void checkDsns() {
        assertThat(senders.dsnsOfWrongProjects()).as("DSNs of projects that were not asked for").isEmpty();
        for (int i = 0; i < NAMES; i++) {
            assertThat(senders.dsns()).as("names served")
                    .containsKey(projects.ofName(i).id + "/" + SimulatedSenders.name(i));
        }
        assertThat(senders.dsns()).allSatisfy((projectAndName, dsns) -> {
            String[] parts = projectAndName.split("/", 2);
            Project project = projects.byId(parts[0]).orElseThrow();
            String publicKey = SimulatedProjects.publicKey(project, parts[1]);
            assertThat(dsns).as("one DSN").singleElement().asString().contains("//" + publicKey + "@");
            assertThat(project.key(publicKey)).hasValueSatisfying(key -> assertThat(key.active).isTrue());
        });
    }

    private void checkKeys() {
        List<RateLimit> limits = Arrays.stream(SimulatedPolicy.values()).map(policy -> policy.maximum).toList();
        for (Project project : projects.all()) {
            List<Key> keys = SimulatedProjects.keys(project);
            assertThat(keys).extracting(key -> key.name).doesNotHaveDuplicates();
            assertThat(keys).extracting(SimulationTest::limit).isSubsetOf(limits);
        }
    }

    private static RateLimit limit(Key key) {
        return key.rateLimitCount == 0 ? null : new RateLimit(key.rateLimitCount, key.rateLimitWindow);
    }

    private void checkPosts() throws JsonProcessingException {
        Map<String, Integer> posts = new TreeMap<>();
        for (Call call : standIn.calls()) {
            if (call.method().equals("POST")) {
                JsonNode body = JSON.readTree(call.body());
                String name = body.path("name").asText();
                posts.merge(name, 1, Integer::sum);
                assertThat(projects.all()).extracting(project -> SimulatedProjects.publicKey(project, name))
                        .contains(body.path("public").asText());
            }
        }
        assertThat(posts).allSatisfy((name, sent) -> assertThat(sent).as("POSTs of " + name)
                .isLessThanOrEqualTo(MOST_POSTS * senders.requests(name)));
    }

    /** That no wrong key's DSN was handed out is seen by the others' DSNs: each is of its own project's public key. */
    private void checkWrongKeys() {
        List<WrongKey> active = projects.wrongKeys().stream().filter(WrongKey::wasActive).toList();
        System.out.printf("  keys deleted that were in a wrong project: %d, of which %d were active%n",
                projects.wrongKeys().size(), active.size());
        assertThat(active).as("keys that the function has seen in a wrong project, and left active").allMatch(
                key -> plan.disturbed().contains(key.publicKey()) || senders.wasInterrupted(key.name()));
    }

    private void report(Instances instances, Duration took) {
        Map<String, Long> calls = standIn.calls().stream()
                .collect(Collectors.groupingBy(Call::method, TreeMap::new, Collectors.counting()));
        System.out.printf("  %,d deliveries to %d projects in %d s at %d instances, of which %d were killed%n"
                + "  calls to Sentry: %s%n  faults injected: %s%n  slugs moved: %d%n  answers: %s%n", NAMES * DELIVERIES,
                PROJECTS, took.toSeconds(), instances.count(), instances.killed(), calls, plan.injected(), projects.moves(),
                senders.outcomes());
    }
}
