package dev.dsnissuer.sentry;

/**
 * How many events Sentry accepts under a key within a window of time.
 *
 * @param count events, at least 1
 * @param window seconds, 1 to 86400
 */
public record RateLimit(int count, int window) {
}
