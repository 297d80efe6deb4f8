package dev.dsnissuer.http;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import dev.dsnissuer.http.ProblemException.Violation;

/**
 * What a request says, member by member: a JSON body's members, or a query's parameters. Whoever reads a request takes each
 * member once. Every broken rule is noted, and so is every member that nobody took.
 */
final class RequestMembers {

    /** Stands for JSON's null, which is not the same as a member that is left out. */
    static final Object NULL = new Object();
    /** Stands for a value that no member may have: an array, a boolean, a number with a fraction or an exponent. */
    static final Object OF_NO_USE = new Object();

    private final String path;
    private final Map<String, Object> members = new LinkedHashMap<>();
    private final List<Violation> violations;

    RequestMembers() {
        this("", new ArrayList<>());
    }

    private RequestMembers(String path, List<Violation> violations) {
        this.path = path;
        this.violations = violations;
    }

    /** @return the members of an object inside this one; they share the list of violations */
    RequestMembers inside(String name) {
        return new RequestMembers(path + name + ".", violations);
    }

    /** Adds a member, and notes a violation if there is one of that name already. */
    void add(String name, Object value) {
        if (members.put(name, value) != null) {
            violation(name, "must not appear twice");
        }
    }

    /** Notes a violation for each of the names that is absent. */
    void require(String... names) {
        for (String name : names) {
            if (!has(name)) {
                violation(name, "is required");
            }
        }
    }

    boolean has(String name) {
        return members.containsKey(name);
    }

    /** @return null if the member is absent or no string */
    String text(String name) {
        return take(name, String.class, "must be a string");
    }

    /** Takes the member if it is null. */
    boolean takeNull(String name) {
        return members.remove(name, NULL);
    }

    /** @return null if the member is absent or no object */
    RequestMembers object(String name) {
        return take(name, RequestMembers.class, "must be an object");
    }

    /** @return zero if the member is absent or no integer from 1 to {@code most} */
    int integer(String name, int most) {
        String rule = "must be an integer from 1 to " + most;
        Number value = take(name, Number.class, rule);
        if (value == null) {
            return 0;
        }
        if (value.longValue() < 1 || value.longValue() > most) {
            violation(name, rule);
        }
        return value.intValue();
    }

    void violation(String name, String message) {
        violations.add(new Violation(path + name, message));
    }

    /** Notes a violation for each member that was not taken. */
    void refuseTheRest() {
        members.keySet().forEach(name -> violation(name, "is not known here"));
    }

    /** @throws ProblemException with all violations, if there are any */
    void requireValid() {
        if (!violations.isEmpty()) {
            throw new ProblemException(List.copyOf(violations));
        }
    }

    private <T> T take(String name, Class<T> type, String rule) {
        Object value = members.remove(name);
        if (value != null && !type.isInstance(value)) {
            violation(name, rule);
            return null;
        }
        return type.cast(value);
    }
}
