/**
 * Who is asking, and what they may have: credentials are checked here, and resolve to exactly one caller with its policy.
 * Whatever is not known or cannot be checked means no. This room never calls Sentry, and never tells the sender why a
 * credential failed.
 */
package dev.dsnissuer.callers;
