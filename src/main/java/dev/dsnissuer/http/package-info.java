/**
 * The door: paths, methods, statuses and media types, what may be asked with its rules, and every problem in words. It hands a
 * valid request to {@code keys} and turns what comes back into an answer. It never calls Sentry itself, and no text that it did
 * not write reaches a caller.
 */
package dev.dsnissuer.http;
