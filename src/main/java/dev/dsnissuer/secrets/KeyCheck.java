package dev.dsnissuer.secrets;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Pattern;

import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.Config;

import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;

/**
 * Stops the start at a key that looks like one of the function's and is none, or that is set in two spellings: a misspelt
 * restriction would leave its caller unrestricted.
 */
@Startup(1)
@Singleton
class KeyCheck {

    private static final String PREFIX = "issuer";
    private static final Pattern INDEX = Pattern.compile("\\[\\d+]$");

    KeyCheck(Config config) {
        check(System.getenv().keySet(), config.getPropertyNames());
        config.getPropertyNames().forEach(name -> {
            // The framework has hundreds of keys of its own, and looking each up would make every start slower.
            if (name.startsWith(PREFIX)) {
                requireValue(name, config.getConfigValue(name).getValue());
            }
        });
    }

    /** An empty value would be read as none at all, and an empty restriction would restrict nothing. */
    static void requireValue(String name, String value) {
        if ((name.startsWith(PREFIX + ".callers.") || name.startsWith(PREFIX + ".jwt."))
                && (value == null || value.isBlank())) {
            throw new ConfigurationException(name + " must not be empty");
        }
    }

    /** @throws ConfigurationException naming the variable or the property, never its value */
    static void check(Set<String> variables, Iterable<String> properties) {
        check(variables, PREFIX + "_", IssuerKeys::ofVariable);
        check(properties, PREFIX + ".", IssuerKeys::ofProperty);
    }

    private static void check(Iterable<String> names, String prefix, Function<String, Optional<String>> key) {
        Map<String, String> spellings = new HashMap<>();
        for (String name : names) {
            if (name.toLowerCase(Locale.ROOT).startsWith(prefix)) {
                refuseTwo(name, spellings.put(key.apply(name).orElseThrow(() -> isNoKey(name)), name));
            }
        }
        // Of values with indexes and a list of them in one value, one would silently not be read.
        spellings.forEach((indexed, name) -> refuseTwo(name, spellings.get(INDEX.matcher(indexed).replaceFirst(""))));
    }

    /** @param other null if there is none */
    private static void refuseTwo(String name, String other) {
        if (other != null && !other.equals(name)) {
            throw new ConfigurationException(name + " sets what " + other + " sets too");
        }
    }

    private static ConfigurationException isNoKey(String name) {
        return new ConfigurationException(name + " is not a configuration key");
    }
}
