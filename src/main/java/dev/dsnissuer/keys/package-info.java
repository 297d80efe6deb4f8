/**
 * What the function is for: issue, find, list, change and deactivate client keys, in which order of steps, and how a name
 * is tied to exactly one key. It asks the caller's policy first and Sentry second. It never spells a URL, a status or a
 * header, neither Sentry's nor ours.
 */
package dev.dsnissuer.keys;
