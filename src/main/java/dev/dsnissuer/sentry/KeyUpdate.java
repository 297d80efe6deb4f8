package dev.dsnissuer.sentry;

/** The only change that the function makes to a key. */
record KeyUpdate(boolean isActive) {

    static final KeyUpdate DEACTIVATE = new KeyUpdate(false);
}
