package dev.dsnissuer.callers;

import java.security.Principal;
import java.util.List;
import java.util.Set;

import dev.dsnissuer.sentry.ProjectPath;
import dev.dsnissuer.sentry.RateLimit;

/** Somebody who may ask, with its policy. Nothing is allowed that the policy does not name. */
public final class Caller implements Principal {

    /** What a caller's policy can allow. */
    public enum Operation {
        ISSUE,
        UPDATE,
        LIST,
        DEACTIVATE
    }

    private final String name;
    private final List<ProjectPattern> projects;
    private final Set<Operation> operations;
    private final RateLimit maxRateLimit;

    /** @param maxRateLimit null if the caller may have any rate limit */
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

    /**
     * The project is compared as the request spells it, so a pattern that names a slug does not cover the project's numeric id.
     */
    public boolean may(Operation operation, ProjectPath project) {
        return operations.contains(operation)
                && projects.stream().anyMatch(pattern -> pattern.matches(project));
    }

    /**
     * The highest rate limit that the caller may have, and the one that its keys get if it asks for none.
     *
     * @return null if any will do
     */
    public RateLimit maxRateLimit() {
        return maxRateLimit;
    }

    /**
     * Compares events per second: a rate limit that is not higher may have a longer window all the same.
     *
     * @param rateLimit null for no limit at all, which is higher than any
     */
    public boolean mayHave(RateLimit rateLimit) {
        return maxRateLimit == null || rateLimit != null
                && (long) rateLimit.count() * maxRateLimit.window() <= (long) maxRateLimit.count() * rateLimit.window();
    }
}
