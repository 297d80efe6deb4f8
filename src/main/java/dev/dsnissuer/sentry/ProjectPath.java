package dev.dsnissuer.sentry;

/**
 * A project as a request spells it, and so as it stands in the path of a call to Sentry.
 *
 * @param organization slug or numeric id
 * @param project slug or numeric id
 */
public record ProjectPath(String organization, String project) {

    /** Whether the project is spelt by its id. No slug is all digits. */
    public boolean isId() {
        return project.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** The id without leading zeros, which Sentry ignores, if the project is spelt by it. */
    public String id() {
        return Long.toString(Long.parseLong(project));
    }
}
