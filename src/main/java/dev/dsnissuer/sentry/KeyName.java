package dev.dsnissuer.sentry;

/**
 * What a key is known by.
 *
 * @param organization slug or numeric id
 * @param project slug or numeric id
 * @param name trimmed, in Unicode NFC, compared case-sensitively
 */
public record KeyName(String organization, String project, String name) {
}
