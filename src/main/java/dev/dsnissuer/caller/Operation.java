package dev.dsnissuer.caller;

/** What a policy can allow. */
public enum Operation {
    ISSUE,
    LIST,
    DEACTIVATE
}
