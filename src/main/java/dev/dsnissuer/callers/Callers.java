package dev.dsnissuer.callers;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import dev.dsnissuer.callers.Caller.Operation;
import dev.dsnissuer.secrets.IssuerConfig;
import dev.dsnissuer.secrets.IssuerConfig.CallerConfig;
import dev.dsnissuer.secrets.IssuerConfig.RateLimitConfig;
import dev.dsnissuer.sentry.RateLimit;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;

/** The configured callers. Each is found by its name, or by a credential. */
@Startup
@Singleton
public class Callers {

    private static final Pattern SHA_256 = Pattern.compile("[0-9a-f]{64}");
    private static final int LONGEST_WINDOW = 86_400;

    /**
     * The caller of the requests by which the function primes itself before a snapshot. Its one credential is made up then and
     * thrown away afterwards, so nobody can be this caller in a request from outside.
     */
    public static final Caller PRIMING = new Caller("(priming)", List.of(new ProjectPattern("priming/priming")),
            Set.of(Operation.ISSUE), null);

    private final Map<String, Caller> byName = new HashMap<>(Map.of(PRIMING.getName(), PRIMING));
    private final Map<String, Caller> bySubject = new HashMap<>();
    private final List<TokenHash> tokenHashes = new ArrayList<>();

    /** @throws ConfigurationException naming the key, never the value, that is wrong */
    Callers(IssuerConfig config) {
        Map<String, Caller> byHash = new HashMap<>();
        config.callers().forEach((name, settings) -> {
            Caller caller = caller(name, settings);
            if (byName.put(name, caller) != null) {
                throw wrong(name, "projects", "is of a name that is taken");
            }
            for (String hash : settings.tokenSha256().orElse(List.of())) {
                if (!SHA_256.matcher(hash).matches()) {
                    throw wrong(name, "token-sha256", "must hold SHA-256 hashes in lower-case hex");
                }
                if (byHash.put(hash, caller) != null) {
                    throw wrong(name, "token-sha256", "repeats a hash: a token must belong to one caller");
                }
                tokenHashes.add(new TokenHash(HexFormat.of().parseHex(hash), caller));
            }
            for (String subject : settings.jwtSubjects().orElse(List.of())) {
                if (bySubject.put(subject, caller) != null) {
                    throw wrong(name, "jwt-subjects", "repeats a subject: it must belong to one caller");
                }
            }
        });
    }

    Optional<Caller> byName(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** @param subject what the caller claim of a verified JWT says */
    Optional<Caller> bySubject(String subject) {
        return Optional.ofNullable(bySubject.get(subject));
    }

    /** Compares with every hash, each in constant time, so that the time it takes tells nothing about any of them. */
    Optional<Caller> byToken(String token) {
        byte[] hash = sha256(token);
        Caller found = null;
        for (TokenHash candidate : tokenHashes) {
            if (MessageDigest.isEqual(candidate.hash, hash)) {
                found = candidate.caller;
            }
        }
        return Optional.ofNullable(found);
    }

    private static Caller caller(String name, CallerConfig settings) {
        return new Caller(name,
                parse(settings.projects().orElse(List.of()), ProjectPattern::new, name, "projects",
                        "must hold patterns of the form ORG/PROJECT"),
                Set.copyOf(parse(settings.operations(), Callers::operation, name, "operations",
                        "must hold issue, update, list or deactivate")),
                maxRateLimit(name, settings.maxRateLimit()));
    }

    private static Operation operation(String text) {
        if (!text.equals(text.toLowerCase(Locale.ROOT))) {
            throw new IllegalArgumentException();
        }
        return Operation.valueOf(text.toUpperCase(Locale.ROOT));
    }

    private static RateLimit maxRateLimit(String caller, RateLimitConfig config) {
        if (config.count().isEmpty() && config.window().isEmpty()) {
            return null;
        }
        return new RateLimit(
                number(config.count(), Integer.MAX_VALUE, caller, "max-rate-limit.count"),
                number(config.window(), LONGEST_WINDOW, caller, "max-rate-limit.window"));
    }

    private static int number(Optional<String> value, int most, String caller, String key) {
        return value.filter(text -> text.matches("[0-9]{1,10}")).map(Long::parseLong)
                .filter(number -> number >= 1 && number <= most)
                .orElseThrow(() -> wrong(caller, key, "must be set with its twin, to an integer from 1 to " + most)).intValue();
    }

    private static <T> List<T> parse(List<String> values, Function<String, T> parser, String caller, String key, String rule) {
        try {
            return values.stream().map(parser).collect(Collectors.toUnmodifiableList());
        } catch (IllegalArgumentException e) {
            throw wrong(caller, key, rule);
        }
    }

    private static ConfigurationException wrong(String caller, String key, String rule) {
        return new ConfigurationException("issuer.callers.\"" + caller + "\"." + key + " " + rule);
    }

    private static byte[] sha256(String token) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(token.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    private record TokenHash(byte[] hash, Caller caller) {
    }
}
