/**
 * The benchmarks that the scripts in {@code bench} start. They run the function as it is deployed, in
 * processes of its own, with the stand-in as Sentry, and print tables. No test depends on them, and no build runs them.
 */
package dev.dsnissuer.bench;
