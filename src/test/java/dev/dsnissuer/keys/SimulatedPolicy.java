package dev.dsnissuer.keys;

import java.lang.reflect.Constructor;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

import dev.dsnissuer.callers.Caller;
import dev.dsnissuer.callers.Caller.Operation;
import dev.dsnissuer.callers.CallersForTests;
import dev.dsnissuer.sentry.RateLimit;
import dev.dsnissuer.standin.StandIn;

/** A policy that a caller may have for a while. Each allows to issue keys and to change their limits, up to its own maximum. */
enum SimulatedPolicy {

    UNLIMITED(null),
    HIGH(new RateLimit(1000, 60)),
    LOW(new RateLimit(100, 60));

    /** Null if any limit is allowed. */
    final RateLimit maximum;
    /** Whoever shows it to a process has this policy. */
    final String token = name().toLowerCase(Locale.ROOT) + "-token";

    SimulatedPolicy(RateLimit maximum) {
        this.maximum = maximum;
    }

    /** The caller as an instance in this JVM gets to see it. */
    Caller caller() {
        try {
            // Whatever a pattern is, the one of another caller's projects will do.
            Caller other = CallersForTests.issuingIn(StandIn.ORGANIZATION + "/*");
            var projects = Caller.class.getDeclaredField("projects");
            projects.setAccessible(true);
            Constructor<Caller> constructor = Caller.class.getDeclaredConstructor(String.class, List.class, Set.class,
                    RateLimit.class);
            constructor.setAccessible(true);
            return constructor.newInstance(name(), projects.get(other), Set.of(Operation.ISSUE, Operation.UPDATE), maximum);
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The variables that configure a process so that it knows a caller of each policy. */
    static Map<String, String> environment() {
        Map<String, String> variables = new HashMap<>();
        for (SimulatedPolicy policy : values()) {
            String prefix = "ISSUER_CALLERS__" + policy + "__";
            variables.put(prefix + "PROJECTS", StandIn.ORGANIZATION + "/*");
            variables.put(prefix + "OPERATIONS", "issue,update");
            variables.put(prefix + "TOKEN_SHA256", sha256(policy.token));
            if (policy.maximum != null) {
                variables.put(prefix + "MAX_RATE_LIMIT_COUNT", Integer.toString(policy.maximum.count()));
                variables.put(prefix + "MAX_RATE_LIMIT_WINDOW", Integer.toString(policy.maximum.window()));
            }
        }
        return variables;
    }

    private static String sha256(String text) {
        try {
            return HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }
}
