package dev.dsnissuer.callers;

import java.util.List;
import java.util.Set;

import dev.dsnissuer.callers.Caller.Operation;

/** Lets tests of other rooms have callers of their own. */
public final class CallersForTests {

    private CallersForTests() {
    }

    public static Caller issuingIn(String projects) {
        return new Caller("test", List.of(new ProjectPattern(projects)), Set.of(Operation.ISSUE), null);
    }
}
