package dev.dsnissuer.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A page of docs/cookbook, whose blocks of code a test follows as they stand. Only what the cookbook tells its reader to
 * replace
 * is replaced: the function's host, the token and its hash, and the webhook secret. Each page has credentials of its own.
 */
public record CookbookPage(String name, String text) {

    private static final Path FOLDER = Path.of("docs", "cookbook");
    private static final String INDEX = "README";
    private static final String FUNCTION = "https://FUNCTION.execute-api.REGION.amazonaws.com";
    private static final String FUNCTION_SIDE = "The function's side";
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```(\\w+)\\n(.*?)^```$");

    /** The names of all pages but the index. */
    public static List<String> names() {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(file -> file.getFileName().toString().replace(".md", "")).filter(name -> !name.equals(INDEX))
                    .sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The page that leads to all others. */
    public static String index() {
        return contents(INDEX);
    }

    /** @param function where the function is */
    public static CookbookPage read(String name, URI function) {
        CookbookPage page = new CookbookPage(name, contents(name));
        return new CookbookPage(name, page.text.replace(FUNCTION, function.toString()).replace("0f1e2d3c…", page.token())
                .replace("8c02f5e1…", hex(sha256(page.token()))).replace("whsec_…", page.webhookSecret()));
    }

    public String token() {
        return hex(sha256("the token of " + name));
    }

    public String webhookSecret() {
        return "whsec_" + Base64.getEncoder().encodeToString(sha256(name));
    }

    /** What the page tells the operator of the function to write, in this language. */
    public List<String> functionSide(String language) {
        return blocks(language, true);
    }

    /**
     * What the page tells the consumer to write.
     *
     * @param index which of the blocks in this language is meant
     */
    public String consumerSide(String language, int index) {
        return blocks(language, false).get(index);
    }

    private List<String> blocks(String language, boolean ofTheFunction) {
        return Stream.of(text.split("(?m)^## ")).filter(section -> section.startsWith(FUNCTION_SIDE) == ofTheFunction)
                .flatMap(section -> BLOCK.matcher(section).results()).filter(block -> block.group(1).equals(language))
                .map(block -> block.group(2)).toList();
    }

    /** All code of the page, in which no placeholder may be left that the cookbook does not explain. */
    public String code() {
        return BLOCK.matcher(text).results().map(MatchResult::group).collect(Collectors.joining());
    }

    private static String contents(String name) {
        try {
            return Files.readString(FOLDER.resolve(name + ".md"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String hex(byte[] bytes) {
        return HexFormat.of().formatHex(bytes);
    }

    private static byte[] sha256(String value) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(value.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}
