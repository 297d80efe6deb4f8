/**
 * Everything that Sentry spells: the declarative client with its records, pages of keys, throttling and refusals. Every
 * failure leaves this room as a {@link dev.dsnissuer.sentry.SentryException}. It never follows a redirect, never reads a
 * key's secret, and never lets a text of Sentry's through to a caller or to the log.
 */
package dev.dsnissuer.sentry;
