package dev.dsnissuer.caller;

import java.security.Principal;
import java.util.List;
import java.util.Set;

import dev.dsnissuer.sentry.RateLimit;

/** Somebody who may ask, and what for: nothing that the policy does not name. */
public final class Caller implements Principal {

    private final String name;
    private final List<ProjectPattern> projects;
    private final Set<Operation> operations;
    private final RateLimit maxRateLimit;

    /** @param maxRateLimit null for none */
    Caller(String name, List<ProjectPattern> projects, Set<Operation> operations, RateLimit maxRateLimit) {
        this.name = name;
        this.projects = projects;
        this.operations = operations;
        this.maxRateLimit = maxRateLimit;
    }

    @Override
    public String getName() {
        return name;
    }

    /** Organization and project are compared as the request spells them: a pattern of slugs does not cover a numeric id. */
    public boolean may(Operation operation, String organization, String project) {
        return operations.contains(operation)
                && projects.stream().anyMatch(pattern -> pattern.matches(organization, project));
    }

    /** The highest rate limit that a key may have, and the one of keys for which none is asked; null if any will do. */
    public RateLimit maxRateLimit() {
        return maxRateLimit;
    }

    /** Compares events per second; one that is no higher may still have a longer window. */
    public boolean mayHave(RateLimit asked) {
        return maxRateLimit == null
                || (long) asked.count() * maxRateLimit.window() <= (long) maxRateLimit.count() * asked.window();
    }
}
