package dev.dsnissuer.lambda;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import dev.dsnissuer.packaging.AotTraining;
import dev.dsnissuer.standin.StandIn;
import dev.dsnissuer.testing.Lambda;
import dev.dsnissuer.testing.Onboarding;

/** The container image's files, and how the function starts from them with its AOT cache. Skipped without a JDK 25. */
class AotCacheIT {

    private static final String SHOW_CLASSES = "-Xlog:class+load:stdout";
    private static final String OF_THE_CACHE = "dev.dsnissuer.http.KeyResource source: shared objects file";

    private static StandIn standIn;
    private static Path folder;
    private static String java;

    @BeforeAll
    static void train() throws IOException, InterruptedException {
        Process search = new ProcessBuilder("sh", "-c", ". bench/jdk; echo $aot $JAVA_HOME").start();
        String[] found = new String(search.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip().split(" ", 2);
        assumeTrue(found[0].equals("yes"), "No JDK 25 or newer was found");
        java = Path.of(found[1], "bin", "java").toString();
        folder = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "aot");
        ProcessBuilder training = new ProcessBuilder("src/main/docker/train", folder.toString()).inheritIO();
        training.environment().put("JAVA_HOME", found[1]);
        assertThat(training.start().waitFor()).isZero();
        standIn = StandIn.start(0, "");
        standIn.addProject(StandIn.ORGANIZATION, "checkout");
    }

    @AfterAll
    static void stop() {
        if (standIn != null) {
            standIn.close();
        }
    }

    @Test
    void fittingCache_classesComeFromIt() throws IOException {
        try (Lambda lambda = start("-XX:AOTMode=on", SHOW_CLASSES)) {
            new Onboarding("checkout").issue(lambda);

            assertThat(lambda.output()).anyMatch(line -> line.contains(OF_THE_CACHE));
        }
    }

    @Test
    void output_jsonOnly() throws IOException {
        try (Lambda lambda = start()) {
            Onboarding caller = new Onboarding("checkout");
            caller.skip();
            caller.skip();
            caller.issue(lambda);

            assertThat(lambda.output()).isNotEmpty().allMatch(line -> line.startsWith("{\""));
        }
    }

    /** Lambda hands over events of up to 6 MB. */
    @Test
    void largestEvent_refusedWithinTheHeap() throws IOException {
        try (Lambda lambda = start()) {
            for (int i = 0; i < 3; i++) {
                assertThat(Onboarding.status(new Onboarding("x".repeat(5_900_000)).ask(lambda))).isEqualTo(413);
            }
        }
    }

    @Test
    void jarWithAnotherTime_startedWithoutTheCacheAndSaid() throws IOException, InterruptedException {
        Path jar = folder.resolve("jars/function.jar");
        FileTime trained = Files.getLastModifiedTime(jar);
        Files.setLastModifiedTime(jar, FileTime.from(trained.toInstant().minusSeconds(60)));
        try (Lambda lambda = start(SHOW_CLASSES); Lambda strict = start("-XX:AOTMode=on")) {
            Onboarding caller = new Onboarding("checkout");
            caller.skip();
            caller.issue(lambda);

            assertThat(lambda.output()).noneMatch(line -> line.contains(OF_THE_CACHE))
                    .anyMatch(line -> line.contains("[aot]") && line.contains("function.jar"));
            // With this option, which the Dockerfile checks the cache with, the JVM does not start if the cache does not fit.
            assertThat(strict.process().waitFor(60, TimeUnit.SECONDS)).isTrue();
            assertThat(strict.process().exitValue()).isNotZero();
        } finally {
            Files.setLastModifiedTime(jar, trained);
        }
    }

    @Test
    void dockerfile_sameCommandAsHere() throws IOException {
        String entryPoint = Files.readString(Path.of("src/main/docker/Dockerfile")).lines()
                .filter(line -> line.startsWith("ENTRYPOINT") || line.startsWith("CMD")).toList().toString();

        List<String> command = AotTraining.command(java, Lambda.HANDLER, AotTraining.CACHE);
        assertThat(entryPoint).contains(command.subList(1, command.size()).stream().map(part -> '"' + part + '"').toList());
    }

    private static Lambda start(String... options) throws IOException {
        List<String> command = AotTraining.command(java, Lambda.HANDLER, AotTraining.CACHE);
        command.addAll(2, List.of(options));
        return new Lambda(folder, Map.copyOf(Lambda.environment(standIn)), command);
    }
}
