package dev.dsnissuer.secrets;

import io.quarkus.runtime.configuration.ConfigurationException;

/** Where something was written down: a message names what is wrong as that place names it, and never its value. */
public enum Source {
    CONFIGURATION,
    DOCUMENT;

    /**
     * How this place names a caller.
     *
     * @return {@code issuer.callers."NAME"}, or {@code callers.NAME}
     */
    public String caller(String name) {
        return this == CONFIGURATION ? "issuer.callers.\"" + name + "\"" : "callers." + name;
    }

    /**
     * How this place names one of the values that a caller has under a key. The configuration has all values in one string.
     *
     * @return {@code issuer.callers."NAME".KEY}, or {@code callers.NAME.KEY[INDEX]}
     */
    public String value(String caller, String key, int index) {
        return caller(caller) + "." + key + (this == CONFIGURATION ? "" : "[" + index + "]");
    }

    /** @param key of the configuration; the document's member has the name without the prefix, and with a dash for a dot */
    ConfigurationException wrong(String key, String rule) {
        return new ConfigurationException(
                (this == CONFIGURATION ? key : key.replaceFirst("^issuer\\.", "").replace('.', '-')) + " " + rule);
    }
}
