package dev.dsnissuer.keys;

import java.lang.reflect.Constructor;
import java.util.List;
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
}
