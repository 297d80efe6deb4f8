package dev.dsnissuer.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/** The version has one value wherever it is written, and a release of it can be put together. */
class ReleaseTest {

    private static final String VERSION = first("pom.xml", "<version>(.+)</version>");

    @Test
    void everyMentionOfTheVersion_isThePoms() {
        assertThat(first("CHANGELOG.md", "## \\[([^]]+)] - \\d{4}-\\d\\d-\\d\\d")).isEqualTo(VERSION);
        assertThat(first("src/main/resources/META-INF/openapi.yaml", "  version: \"(.+)\"")).isEqualTo(VERSION);
        assertThat(first("template.yaml", "Description: dsn-issuer (\\S+), .+")).isEqualTo(VERSION);
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void notes_areTheSectionOfTheTag_andOfNoOtherVersion() throws Exception {
        Run notes = run("notes", "v" + VERSION);

        assertThat(notes.exitCode).isZero();
        assertThat(notes.output).contains("### Added").doesNotContain("## [");
        assertThat(run("notes", "v9.9.9")).satisfies(run -> assertThat(run.exitCode).isEqualTo(1))
                .satisfies(run -> assertThat(run.output).contains("v9.9.9").contains("v" + VERSION));
    }

    @Test
    @DisabledOnOs(OS.WINDOWS)
    void release_hasATemplateForThePackagesBesideIt(@TempDir Path folder) throws Exception {
        Path built = Files.createDirectory(folder.resolve("built"));
        for (String name : new String[] { "function-arm64.zip", "function-x86_64.zip", "function.zip", "sbom.cdx.json" }) {
            Files.writeString(built.resolve(name), name);
        }
        Path release = folder.resolve("release");

        assertThat(run("assemble", built.toString(), release.toString())).satisfies(run -> assertThat(run.exitCode).isZero());

        assertThat(Files.readString(release.resolve("template.yaml"))).doesNotContain("target/")
                .isEqualTo(Files.readString(Path.of("template.yaml"))
                        .replace("CodeUri: target/function-native.zip", "CodeUri: function-arm64.zip")
                        .replace("# CodeUri: target/function.zip", "# CodeUri: function.zip"));
        assertThat(Files.readAllLines(release.resolve("SHA256SUMS")))
                .extracting(line -> line.replaceFirst("\\p{XDigit}{64}  ", ""))
                .containsExactly("function-arm64.zip", "function-x86_64.zip", "function.zip", "openapi.yaml", "sbom.cdx.json",
                        "template.yaml");
    }

    /** @return the first group of the first line that is as the pattern says */
    private static String first(String file, String line) {
        try {
            Matcher found = Pattern.compile("(?m)^ *" + line + "$").matcher(Files.readString(Path.of(file)));
            assertThat(found.find()).as("%s has a line like %s", file, line).isTrue();
            return found.group(1);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Run run(String script, String... arguments) throws Exception {
        String[] command = new String[arguments.length + 1];
        command[0] = ".github/release/" + script;
        System.arraycopy(arguments, 0, command, 1, arguments.length);
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return new Run(process.waitFor(), output);
    }

    private record Run(int exitCode, String output) {
    }
}
