package dev.dsnissuer.secrets;

import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashSet;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import io.smallrye.config.ConfigSourceInterceptor;
import io.smallrye.config.ConfigSourceInterceptorContext;
import io.smallrye.config.ConfigValue;
import io.smallrye.config.EnvConfigSource;

/**
 * Lets the configuration see the environment variables of the function under the keys that they set. The framework alone would
 * take the underscore inside a name for a dot, and look for a caller {@code checkout.ci}.
 */
public final class IssuerVariables implements ConfigSourceInterceptor {

    private static final long serialVersionUID = 1;
    private static final String PREFIX = "issuer";
    private static final Pattern NEITHER_LETTER_NOR_DIGIT = Pattern.compile("[^A-Za-z0-9]");

    /** The variable of each key. */
    private final HashMap<String, String> variables = new HashMap<>();
    /** The key of each variable. */
    private final HashMap<String, String> keys = new HashMap<>();

    /** Called by the framework, which finds the class in {@code META-INF/services}. */
    public IssuerVariables() {
        this(System.getenv());
    }

    IssuerVariables(Map<String, String> environment) {
        environment.keySet().forEach(variable -> IssuerKeys.ofVariable(variable).ifPresent(key -> {
            variables.put(key, variable);
            keys.put(variable.toUpperCase(Locale.ROOT), key);
        }));
    }

    @Override
    public ConfigValue getValue(ConfigSourceInterceptorContext context, String name) {
        ConfigValue value = context.proceed(name);
        String variable = variables.get(name);
        // A system property, for one, overrides a variable.
        return variable == null || value != null && value.getConfigSourceOrdinal() >= EnvConfigSource.ORDINAL ? value
                : context.proceed(variable);
    }

    @Override
    public Iterator<String> iterateNames(ConfigSourceInterceptorContext context) {
        Set<String> names = new LinkedHashSet<>();
        context.iterateNames()
                .forEachRemaining(name -> names.add(isOurs(name) ? keys.getOrDefault(asVariable(name), name) : name));
        return names.iterator();
    }

    /** There are hundreds of other names, which are looked through several times at every start. */
    private static boolean isOurs(String name) {
        return name.regionMatches(true, 0, PREFIX, 0, PREFIX.length());
    }

    /** The variable that the framework would read a property from. */
    private static String asVariable(String property) {
        return NEITHER_LETTER_NOR_DIGIT.matcher(property).replaceAll("_").toUpperCase(Locale.ROOT);
    }
}
