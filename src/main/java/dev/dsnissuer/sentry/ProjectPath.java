package dev.dsnissuer.sentry;

/**
 * A project as a request spells it, and so as it stands in the path of a call to Sentry.
 *
 * @param organization slug or numeric id
 * @param project slug or numeric id
 */
public record ProjectPath(String organization, String project) {
}
