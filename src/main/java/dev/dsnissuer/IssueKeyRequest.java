package dev.dsnissuer;

import java.text.Normalizer;
import java.util.Set;
import java.util.regex.Pattern;

import dev.dsnissuer.sentry.KeyName;
import dev.dsnissuer.sentry.RateLimit;

/**
 * What may be asked, with its rules.
 *
 * @param key what the key is to be known by
 * @param rateLimit null where none was asked for
 * @param useCase null where none was given
 */
public record IssueKeyRequest(KeyName key, RateLimit rateLimit, String useCase) {

    static final Pattern ORGANIZATION = Pattern.compile("[A-Za-z0-9_-]{1,50}");
    private static final Pattern PROJECT = Pattern.compile("[A-Za-z0-9_-]{1,100}");
    /** Neither control characters nor lone surrogates, which no UTF-8 can carry to Sentry. */
    private static final Pattern NAME = Pattern.compile("[^\\p{Cc}\\p{Cs}]{1,64}");
    private static final Set<String> USE_CASES = Set.of("user", "profiling", "escalating_issues", "tempest", "demo");

    /**
     * @param json a request's body
     * @param defaultOrganization of requests that name none; null where there is none
     * @throws Problem naming every broken member at once
     */
    static IssueKeyRequest parse(byte[] json, String defaultOrganization) {
        Members body = Members.parse(json);
        String organization = organization(body, defaultOrganization);
        String project = project(body);
        String name = name(body);
        RateLimit rateLimit = rateLimit(body);
        String useCase = body.text("useCase");
        if (useCase != null && !USE_CASES.contains(useCase)) {
            body.violation("useCase", "must be one of user, profiling, escalating_issues, tempest, demo");
        }
        body.end();
        body.requireValid();
        return new IssueKeyRequest(new KeyName(organization, project, name), rateLimit, useCase);
    }

    static String organization(Members body, String defaultOrganization) {
        return defaultOrganization != null && !body.has("organization") ? defaultOrganization
                : required(body, "organization", ORGANIZATION, "must be 1 to 50 characters of A-Z a-z 0-9 _ -");
    }

    static String project(Members body) {
        return required(body, "project", PROJECT, "must be 1 to 100 characters of A-Z a-z 0-9 _ -");
    }

    private static String required(Members body, String member, Pattern rule, String message) {
        body.require(member);
        String text = body.text(member);
        if (text != null && !rule.matcher(text).matches()) {
            body.violation(member, message);
        }
        return text;
    }

    static String name(Members body) {
        body.require("name");
        String text = body.text("name");
        if (text == null) {
            return null;
        }
        String trimmed = trim(text);
        String name = Normalizer.normalize(trimmed, Normalizer.Form.NFC);
        // Normalizing can lengthen a name as well as shorten it.
        if (!NAME.matcher(trimmed).matches() || !NAME.matcher(name).matches()) {
            body.violation("name", "must be 1 to 64 characters, surrounding space not counted, without control characters");
        }
        return name;
    }

    /** As Sentry does, non-breaking spaces included. */
    private static String trim(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (start < end && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
    }

    private static RateLimit rateLimit(Members body) {
        Members rateLimit = body.object("rateLimit");
        if (rateLimit == null) {
            return null;
        }
        rateLimit.require("count", "window");
        RateLimit asked = new RateLimit(rateLimit.integer("count", Integer.MAX_VALUE), rateLimit.integer("window", 86_400));
        rateLimit.end();
        return asked;
    }
}
