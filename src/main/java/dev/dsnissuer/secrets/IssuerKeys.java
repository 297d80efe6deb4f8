package dev.dsnissuer.secrets;

import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Knows every configuration key that begins with {@code issuer}, and how each is spelt as a property and as an environment
 * variable. The name of a caller or of a JWT issuer is part of its keys; a dash in it is an underscore in a variable.
 */
public final class IssuerKeys {

    /** Of a caller or of a JWT issuer. */
    private static final String NAME = "[a-z0-9-]+";

    private static final List<Key> KEYS = List.of(new Key("issuer.organization"), new Key("issuer.identity"),
            new Key("issuer.deadline"), new Key("issuer.derivation-secret"), new Key("issuer.previous-derivation-secrets[]"),
            new Key("issuer.secrets-manager.secret-id"), new Key("issuer.callers.\"NAME\".projects[]"),
            new Key("issuer.callers.\"NAME\".operations[]"), new Key("issuer.callers.\"NAME\".token-sha256[]"),
            new Key("issuer.callers.\"NAME\".webhook-secrets[]"), new Key("issuer.callers.\"NAME\".jwt-issuer"),
            new Key("issuer.callers.\"NAME\".jwt-subjects[]"), new Key("issuer.callers.\"NAME\".max-rate-limit.count"),
            new Key("issuer.callers.\"NAME\".max-rate-limit.window"), new Key("issuer.jwt.\"NAME\".iss"),
            new Key("issuer.jwt.\"NAME\".jwks"), new Key("issuer.jwt.\"NAME\".audiences[]"),
            new Key("issuer.jwt.\"NAME\".caller-claim"));

    private IssuerKeys() {
    }

    /** Whether a caller or a JWT issuer may be called so: by lower-case letters, digits and dashes. */
    public static boolean isName(String text) {
        return text.matches(NAME);
    }

    /** The key that a property sets, in its one canonical spelling; empty if there is no such key. */
    static Optional<String> ofProperty(String property) {
        return first(key -> key.canonical(key.property.matcher(property)));
    }

    /** The key that an environment variable sets, in its one canonical spelling; empty if there is no such key. */
    static Optional<String> ofVariable(String variable) {
        String upper = variable.toUpperCase(Locale.ROOT);
        return first(key -> key.canonical(key.variable.matcher(upper)));
    }

    private static Optional<String> first(Function<Key, Optional<String>> canonical) {
        return KEYS.stream().map(canonical).flatMap(Optional::stream).findFirst();
    }

    /** A key's template: NAME stands for a name, and brackets at the end say that one of several values may have an index. */
    private record Key(String template, Pattern property, Pattern variable) {

        Key(String template) {
            this(template,
                    Pattern.compile(template.replace(".", "\\.")
                            .replace("\"NAME\"", "(?:\"(?<quoted>" + NAME + ")\"|(?<plain>" + NAME + "))")
                            .replace("[]", "(?:\\[(?<index>\\d+)])?")),
                    // A name has two underscores on either side, one for its quotes and one for the dot; or one, as without quotes.
                    Pattern.compile(template.toUpperCase(Locale.ROOT).replace('-', '_')
                            .replace(".\"NAME\".",
                                    "(?:__(?<quoted>[A-Z0-9_]+)__|_(?<plain>[A-Z0-9]|[A-Z0-9][A-Z0-9_]*[A-Z0-9])_)")
                            .replace("LIMIT.", "LIMIT__?").replace(".", "_").replace("[]", "(?:_(?<index>\\d+)_)?")));
        }

        private Optional<String> canonical(Matcher matcher) {
            if (!matcher.matches()) {
                return Optional.empty();
            }
            String canonical = template;
            if (template.contains("NAME")) {
                String name = Objects.requireNonNullElse(matcher.group("quoted"), matcher.group("plain"));
                canonical = template.replace("NAME", name.toLowerCase(Locale.ROOT).replace('_', '-'));
            }
            if (!template.endsWith("[]")) {
                return Optional.of(canonical);
            }
            String index = matcher.group("index");
            return Optional.of(canonical.replace("[]", index == null ? "" : "[" + index + "]"));
        }
    }
}
