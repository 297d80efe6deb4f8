package dev.dsnissuer.callers;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

import javax.crypto.SecretKey;

import dev.dsnissuer.callers.Caller.Operation;
import dev.dsnissuer.secrets.CallerSettings;
import dev.dsnissuer.secrets.IssuerKeys;
import dev.dsnissuer.secrets.Source;
import dev.dsnissuer.sentry.RateLimit;
import io.quarkus.runtime.configuration.ConfigurationException;

/**
 * Makes a caller and its credentials of what is written down, with one set of rules for the configuration and the secret
 * document. A rule that is broken is thrown as a {@link ConfigurationException}, which names the key or the member and never
 * its value.
 *
 * @param issuers the names of the JWT issuers that there are
 */
record CallerRules(Source source, String name, CallerSettings settings, Set<String> issuers) {

    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
    private static final Pattern NUMBER = Pattern.compile("[0-9]{1,10}");
    /** Seconds: a day. */
    private static final int LONGEST_WINDOW = 86_400;

    Caller caller() {
        if (!IssuerKeys.isName(name)) {
            throw wrong(source.caller(name), "must have a name of lower-case letters, digits and dashes only");
        }
        if (settings.tokenSha256().isEmpty() && settings.webhookSecrets().isEmpty() && settings.jwtSubjects().isEmpty()) {
            throw wrong(source.caller(name), "must have token-sha256, webhook-secrets or jwt-subjects");
        }
        if (settings.projects().isEmpty()) {
            throw wrong(key("projects"), "must be set");
        }
        return new Caller(name, each("projects", settings.projects(), "must be of the form ORG/PROJECT", ProjectPattern::new),
                operations(), maxRateLimit());
    }

    List<byte[]> tokenHashes() {
        return each("token-sha256", settings.tokenSha256(), "must be a SHA-256 in lower-case hex", hash -> {
            require(SHA_256.matcher(hash).matches());
            return HexFormat.of().parseHex(hash);
        });
    }

    List<SecretKey> webhookSecrets() {
        return each("webhook-secrets", settings.webhookSecrets(), "must be of the form whsec_BASE64",
                WebhookSignatures::secret);
    }

    List<SubjectPattern> subjects() {
        String issuer = settings.jwtIssuer();
        if (issuer == null && !settings.jwtSubjects().isEmpty()) {
            if (issuers.size() != 1) {
                throw wrong(key("jwt-issuer"), issuers.isEmpty() ? "cannot be known: there is no issuer.jwt"
                        : "must be set, because there are several JWT issuers");
            }
            issuer = issuers.iterator().next();
        }
        if (issuer != null && !issuers.contains(issuer)) {
            throw wrong(key("jwt-issuer"), "must be the name of one of issuer.jwt");
        }
        String vouching = issuer;
        return each("jwt-subjects", settings.jwtSubjects(), "must not be empty", subject -> {
            require(!subject.isEmpty());
            return new SubjectPattern(vouching, subject);
        });
    }

    private Set<Operation> operations() {
        String rule = "must be issue, update, list or deactivate";
        if (settings.operations() == null) {
            return Set.of(Operation.ISSUE);
        }
        if (settings.operations().isEmpty()) {
            throw wrong(key("operations"), rule);
        }
        return Set.copyOf(each("operations", settings.operations(), rule, operation -> {
            require(operation.equals(operation.toLowerCase(Locale.ROOT)));
            return Operation.valueOf(operation.toUpperCase(Locale.ROOT));
        }));
    }

    private RateLimit maxRateLimit() {
        return settings.maxRateLimit() == null ? null
                : new RateLimit(number(settings.maxRateLimit().count(), Integer.MAX_VALUE, "max-rate-limit.count"),
                        number(settings.maxRateLimit().window(), LONGEST_WINDOW, "max-rate-limit.window"));
    }

    private int number(String text, int most, String key) {
        if (text == null || !NUMBER.matcher(text).matches() || Long.parseLong(text) < 1 || Long.parseLong(text) > most) {
            throw wrong(key(key), "must be set with its twin, to an integer from 1 to " + most);
        }
        return Integer.parseInt(text);
    }

    private <T> List<T> each(String key, List<String> values, String rule, Function<String, T> parser) {
        List<T> parsed = new ArrayList<>();
        for (String value : values) {
            try {
                require(value.equals(value.strip()));
                parsed.add(parser.apply(value));
            } catch (IllegalArgumentException e) {
                throw wrong(source.value(name, key, parsed.size()), rule);
            }
        }
        return parsed;
    }

    private static void require(boolean isRight) {
        if (!isRight) {
            throw new IllegalArgumentException();
        }
    }

    private String key(String key) {
        return source.caller(name) + "." + key;
    }

    private static ConfigurationException wrong(String path, String rule) {
        return new ConfigurationException(path + " " + rule);
    }

    /** Without the webhook secrets. */
    @Override
    public String toString() {
        return "CallerRules";
    }
}
