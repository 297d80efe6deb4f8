/**
 * Sentry for dev mode, for the tests and for priming: a server that behaves as Sentry was seen to behave, oddities and
 * failures included. It listens on a port of its own, because Lambda's poll loop is one thread: inside the function, a
 * request that calls Sentry would wait for itself for ever. It never calls anybody, never keeps anything on disk, and never
 * guesses: a route that it does not know is answered with 501.
 */
package dev.dsnissuer.standin;
