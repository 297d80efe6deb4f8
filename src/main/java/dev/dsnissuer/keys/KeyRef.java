package dev.dsnissuer.keys;

import dev.dsnissuer.sentry.ProjectPath;

/**
 * Which key of a project is meant: the one of a name, or the one with a public key, however that was made.
 *
 * @param name null if the key is meant by its public key
 * @param publicKey 32 lower-case hex digits; null if the key is meant by its name
 */
public record KeyRef(ProjectPath project, String name, String publicKey) {

    KeyName keyName() {
        return new KeyName(project, name);
    }
}
