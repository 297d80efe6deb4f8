package dev.dsnissuer.secrets;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

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

    KeyCheck(Config config) {
        check(System.getenv().keySet(), config.getPropertyNames());
    }

    /** @throws ConfigurationException naming the variable or the property, never its value */
    static void check(Set<String> variables, Iterable<String> properties) {
        Map<String, String> spellings = new HashMap<>();
        variables.stream().filter(variable -> variable.toLowerCase(Locale.ROOT).startsWith(PREFIX + "_"))
                .forEach(variable -> add(variable, IssuerKeys.ofVariable(variable).orElseThrow(() -> isNoKey(variable)),
                        spellings));
        spellings.clear();
        for (String property : properties) {
            if (property.toLowerCase(Locale.ROOT).startsWith(PREFIX + ".")) {
                add(property, IssuerKeys.ofProperty(property).orElseThrow(() -> isNoKey(property)), spellings);
            }
        }
    }

    private static void add(String spelling, String key, Map<String, String> spellings) {
        String other = spellings.put(key, spelling);
        if (other != null && !other.equals(spelling)) {
            throw new ConfigurationException(key + " is set twice, as " + other + " and as " + spelling);
        }
    }

    private static ConfigurationException isNoKey(String name) {
        return new ConfigurationException(name + " is not a configuration key");
    }
}
