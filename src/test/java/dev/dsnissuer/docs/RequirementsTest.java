package dev.dsnissuer.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

import org.junit.jupiter.api.Test;

/** The tools of the workflows: which ones there are, and every package that is installed for them. */
class RequirementsTest {

    @Test
    void everyPackage_hasOneVersion() throws IOException {
        List<String> installed = read("requirements.txt");

        assertThat(installed).allMatch(line -> line.matches("[a-z0-9-]+==\\d[\\w.]*"), "is a name with one version");
        assertThat(installed).extracting(line -> line.split("==")[0]).doesNotHaveDuplicates();
        assertThat(installed)
                .containsAll(read("requirements.in").stream().map(line -> line.replaceFirst("\\[.*]", "")).toList());
    }

    private static List<String> read(String file) throws IOException {
        return Files.readAllLines(Path.of(".github", file)).stream().filter(line -> !line.startsWith("#")).toList();
    }
}
