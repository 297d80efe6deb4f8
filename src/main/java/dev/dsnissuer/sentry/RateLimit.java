package dev.dsnissuer.sentry;

/**
 * How many events a key accepts in a window, as Sentry spells it.
 *
 * @param count events, at least 1
 * @param window seconds, 1 to 86400
 */
public record RateLimit(int count, int window) {
}
