package dev.dsnissuer.caller;

import java.security.Principal;
import java.util.List;
import java.util.Set;

/** Somebody who may ask, and what for: nothing that the policy does not name. */
public final class Caller implements Principal {

    private final String name;
    private final List<ProjectPattern> projects;
    private final Set<Operation> operations;

    Caller(String name, List<ProjectPattern> projects, Set<Operation> operations) {
        this.name = name;
        this.projects = projects;
        this.operations = operations;
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
}
