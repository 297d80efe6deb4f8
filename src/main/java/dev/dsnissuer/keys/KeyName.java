package dev.dsnissuer.keys;

import dev.dsnissuer.sentry.ProjectPath;

/**
 * What a key is known by.
 *
 * @param name trimmed, in Unicode NFC, compared case-sensitively
 */
public record KeyName(ProjectPath project, String name) {
}
