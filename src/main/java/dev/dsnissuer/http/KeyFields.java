package dev.dsnissuer.http;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;

import dev.dsnissuer.keys.KeyName;
import dev.dsnissuer.sentry.ProjectPath;
import dev.dsnissuer.sentry.RateLimit;

/** The fields of a request, each with its rules. Each method takes its field from the members and notes what breaks a rule. */
final class KeyFields {

    private static final Pattern ORGANIZATION = Pattern.compile("[A-Za-z0-9_-]{1,50}");
    private static final Pattern PROJECT = Pattern.compile("[A-Za-z0-9_-]{1,100}");
    private static final Pattern DIGITS = Pattern.compile("[0-9]+");
    /** Neither control characters nor lone surrogates, which cannot be sent to Sentry in UTF-8. */
    private static final Pattern NAME = Pattern.compile("[^\\p{Cc}\\p{Cs}]{1,64}");
    private static final Pattern PUBLIC_KEY = Pattern.compile("[0-9a-fA-F]{32}");
    /** Each server has a form of its own. Sentry fails at a negative number, and at one that does not fit into 64 bits. */
    private static final Pattern CURSOR = Pattern.compile("(?!(?:.*:)?-|.*[0-9]{19})[!-~]{1,250}");
    private static final Set<String> USE_CASES = Set.of("user", "profiling", "escalating_issues", "tempest", "demo");
    private static final int LONGEST_WINDOW = 86_400;

    private KeyFields() {
    }

    static boolean isOrganization(String text) {
        return ORGANIZATION.matcher(text).matches() && fitsSentry(text);
    }

    /** @param defaultOrganization of requests that name none; null if every request has to name it */
    static ProjectPath project(RequestMembers members, String defaultOrganization) {
        String organization = defaultOrganization != null && !members.has("organization") ? defaultOrganization
                : slugOrId(members, "organization", ORGANIZATION, "must be 1 to 50 characters of A-Z a-z 0-9 _ -");
        return new ProjectPath(organization,
                slugOrId(members, "project", PROJECT, "must be 1 to 100 characters of A-Z a-z 0-9 _ -"));
    }

    private static String slugOrId(RequestMembers members, String member, Pattern rule, String message) {
        members.require(member);
        String text = members.text(member);
        if (text != null && !rule.matcher(text).matches()) {
            members.violation(member, message);
        } else if (text != null && !fitsSentry(text)) {
            members.violation(member, "must be an id of at most 64 bits, or a slug");
        }
        return text;
    }

    /** Sentry takes what is all digits for an id, and fails at one that does not fit into 64 bits. */
    private static boolean fitsSentry(String slugOrId) {
        if (!DIGITS.matcher(slugOrId).matches()) {
            return true;
        }
        try {
            return Long.parseLong(slugOrId) >= 0;
        } catch (NumberFormatException e) {
            return false;
        }
    }

    static String name(RequestMembers members) {
        members.require("name");
        String text = members.text("name");
        if (text == null) {
            return null;
        }
        String trimmed = KeyName.trimmed(text);
        String name = KeyName.normalized(text);
        // Both are checked, because normalizing can make a name longer as well as shorter.
        if (!NAME.matcher(trimmed).matches() || !NAME.matcher(name).matches()) {
            members.violation("name", "must be 1 to 64 characters, surrounding space not counted, without control characters");
        }
        return name;
    }

    static String publicKey(RequestMembers members) {
        String key = members.text("key");
        if (key != null && !PUBLIC_KEY.matcher(key).matches()) {
            members.violation("key", "must be a public key of 32 hex digits");
        }
        return key == null ? null : key.toLowerCase(Locale.ROOT);
    }

    /** @return null if the field is left out */
    static RateLimit rateLimit(RequestMembers members) {
        RequestMembers rateLimit = members.object("rateLimit");
        if (rateLimit == null) {
            return null;
        }
        rateLimit.require("count", "window");
        RateLimit asked = new RateLimit(rateLimit.integer("count", Integer.MAX_VALUE),
                rateLimit.integer("window", LONGEST_WINDOW));
        rateLimit.refuseTheRest();
        return asked;
    }

    /** @return null if the field is left out */
    static String useCase(RequestMembers members) {
        String useCase = members.text("useCase");
        if (useCase != null && !USE_CASES.contains(useCase)) {
            members.violation("useCase", "must be one of user, profiling, escalating_issues, tempest, demo");
        }
        return useCase;
    }

    /** @return null if the field is left out */
    static String cursor(RequestMembers members) {
        String cursor = members.text("cursor");
        if (cursor != null && !CURSOR.matcher(cursor).matches()) {
            members.violation("cursor", "must be what a page said of the next one");
        }
        return cursor;
    }
}
