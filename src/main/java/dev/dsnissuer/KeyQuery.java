package dev.dsnissuer;

import java.util.regex.Pattern;

import dev.dsnissuer.sentry.KeyName;

/**
 * Which keys are meant: the one of a name, or a page of all there are.
 *
 * @param name null for all
 * @param cursor what a page said of the next one; null for the first
 */
record KeyQuery(String organization, String project, String name, String cursor) {

    /** Each server writes its own. */
    private static final Pattern CURSOR = Pattern.compile("[!-~]{1,250}");

    /**
     * @param query as it was sent; null for none
     * @param defaultOrganization of requests that name none; null where there is none
     * @throws Problem naming every broken parameter at once
     */
    static KeyQuery parse(String query, String defaultOrganization) {
        Members parameters = Members.ofQuery(query);
        boolean isNamed = parameters.has("name");
        String cursor = parameters.text("cursor");
        if (cursor != null && isNamed) {
            parameters.violation("cursor", "must not be given with a name");
        } else if (cursor != null && !CURSOR.matcher(cursor).matches()) {
            parameters.violation("cursor", "must be what a page said of the next one");
        }
        return read(parameters, defaultOrganization, isNamed, cursor);
    }

    /** Of one key, whose name must be there. */
    static KeyQuery parseNamed(String query, String defaultOrganization) {
        return read(Members.ofQuery(query), defaultOrganization, true, null);
    }

    private static KeyQuery read(Members parameters, String defaultOrganization, boolean isNamed, String cursor) {
        KeyQuery keys = new KeyQuery(IssueKeyRequest.organization(parameters, defaultOrganization),
                IssueKeyRequest.project(parameters), isNamed ? IssueKeyRequest.name(parameters) : null, cursor);
        parameters.end();
        parameters.requireValid();
        return keys;
    }

    KeyName key() {
        return new KeyName(organization, project, name);
    }
}
