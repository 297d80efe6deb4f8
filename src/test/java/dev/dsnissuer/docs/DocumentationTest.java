package dev.dsnissuer.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;

/** The pages of documentation: links to and from them lead somewhere, and each page can be read whole. */
class DocumentationTest {

    private static final Path PROJECT = Path.of("").toAbsolutePath();
    /** In place, or by a definition of its own, whose name is the second group. */
    private static final Pattern LINK = Pattern.compile("]\\(([^)\\s]+)\\)|(?m:^\\[([^]]+)]: (\\S+)$)");
    private static final Pattern EXTERNAL = Pattern.compile("[a-z]+:.*");
    private static final Pattern MENTION = Pattern.compile("(?<![\\w-])(?:docs/[\\w/-]+|[A-Z]+)\\.md(?:#[\\w-]+)?");
    private static final Pattern PROOF = Pattern.compile("`(\\w+)` in \\[(\\w+)]");
    private static final Pattern HEADING = Pattern.compile("(?m)^#{1,6} (.+)$");
    private static final Pattern CODE_BLOCK = Pattern.compile("(?ms)^ *```.*?^ *```$");
    private static final Pattern OPENING = Pattern.compile("# [^\n]+\n\n\\p{L}[^\n]+(?:\n[^\n]+)*[.:]\n");

    @Test
    void everyLinkAndMention_leadsSomewhere() throws IOException {
        List<String> broken = new ArrayList<>();
        for (Path page : pages()) {
            LINK.matcher(prose(page)).results().map(link -> link.group(1) == null ? link.group(3) : link.group(1))
                    .filter(target -> !EXTERNAL.matcher(target).matches() && !leadsSomewhere(page, target))
                    .forEach(target -> broken.add(PROJECT.relativize(page) + ": " + target));
        }
        for (Path file : files(Integer.MAX_VALUE, "src", "bench", ".github", "template.yaml", "pom.xml")) {
            MENTION.matcher(read(file)).results().map(MatchResult::group)
                    .filter(target -> !leadsSomewhere(PROJECT.resolve("README.md"), target))
                    .forEach(target -> broken.add(PROJECT.relativize(file) + ": " + target));
        }
        assertThat(broken).isEmpty();
    }

    /** Where a page says {@code `method` in [Class]}, the class that this links to has such a method. */
    @Test
    void everyProof_isATest() throws IOException {
        List<String> missing = new ArrayList<>();
        for (Path page : pages()) {
            Map<String, String> definitions = LINK.matcher(prose(page)).results().filter(link -> link.group(2) != null)
                    .collect(Collectors.toMap(link -> link.group(2), link -> link.group(3)));
            PROOF.matcher(prose(page)).results().filter(proof -> {
                Path test = page.resolveSibling(definitions.getOrDefault(proof.group(2), "nowhere"));
                return !Files.exists(test) || !read(test).contains("void " + proof.group(1) + "(");
            }).forEach(proof -> missing.add(PROJECT.relativize(page) + ": " + proof.group()));
        }
        assertThat(missing).isEmpty();
    }

    @Test
    void everyPage_opensWithAHeadingAndASentence_andTheReadmeIsShort() throws IOException {
        assertThat(pages()).allMatch(page -> OPENING.matcher(read(page)).lookingAt(), "opens with a heading and a sentence");
        assertThat(read(PROJECT.resolve("README.md")).lines()).hasSizeLessThanOrEqualTo(150);
    }

    private static boolean leadsSomewhere(Path from, String target) {
        String[] fileAndAnchor = target.split("#", 2);
        Path file = fileAndAnchor[0].isEmpty() ? from : from.resolveSibling(fileAndAnchor[0]).normalize();
        return file.startsWith(PROJECT) && Files.exists(file)
                && (fileAndAnchor.length == 1 || Files.isRegularFile(file) && anchors(file).contains(fileAndAnchor[1]));
    }

    /** As GitHub makes them: only letters, digits, dashes and underscores are kept, and repetitions are numbered. */
    private static Set<String> anchors(Path page) {
        Set<String> anchors = new HashSet<>();
        HEADING.matcher(prose(page)).results().forEach(heading -> {
            String anchor = heading.group(1).toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}_ -]", "").replace(' ', '-');
            String unique = anchor;
            for (int repetition = 1; !anchors.add(unique); repetition++) {
                unique = anchor + "-" + repetition;
            }
        });
        return anchors;
    }

    private static List<Path> pages() throws IOException {
        return files(3, "").stream().filter(file -> file.toString().endsWith(".md"))
                .filter(file -> file.getParent().equals(PROJECT) || file.startsWith(PROJECT.resolve("docs"))).toList();
    }

    private static List<Path> files(int depth, String... roots) throws IOException {
        List<Path> files = new ArrayList<>();
        for (String root : roots) {
            try (Stream<Path> found = Files.walk(PROJECT.resolve(root), depth)) {
                found.filter(Files::isRegularFile).forEach(files::add);
            }
        }
        return files;
    }

    /** Without blocks of code, in which a comment looks like a heading. */
    private static String prose(Path page) {
        return CODE_BLOCK.matcher(read(page)).replaceAll("");
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
