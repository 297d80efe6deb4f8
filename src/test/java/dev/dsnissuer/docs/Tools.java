package dev.dsnissuer.docs;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** Programs that consumers run, and that a machine may lack. */
final class Tools {

    private Tools() {
    }

    /** Skips the test unless all of them are on the PATH. */
    static void require(String... names) {
        for (String name : names) {
            assumeTrue(Stream.of(System.getenv("PATH").split(File.pathSeparator)).map(folder -> Path.of(folder, name))
                    .anyMatch(Files::isExecutable), "Skipped: no " + name + " on the PATH");
        }
    }

    /**
     * @param folder where the program runs
     * @param variables beside the environment of the test
     * @return what it has printed
     * @throws IllegalStateException if it fails
     */
    static String run(Path folder, Map<String, String> variables, String... command) throws IOException, InterruptedException {
        Path errors = Files.createTempFile(folder, "stderr", ".txt");
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectError(errors.toFile());
        builder.environment().putAll(variables);
        Process process = builder.start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int status = process.waitFor();
        if (status != 0) {
            throw new IllegalStateException(command[0] + " ends with " + status + ": " + Files.readString(errors) + output);
        }
        return output;
    }
}
