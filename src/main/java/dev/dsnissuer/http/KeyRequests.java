package dev.dsnissuer.http;

import java.text.Normalizer;
import java.util.Set;
import java.util.regex.Pattern;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;

import dev.dsnissuer.keys.KeyName;
import dev.dsnissuer.sentry.ProjectPath;
import dev.dsnissuer.sentry.RateLimit;
import io.quarkus.runtime.configuration.ConfigurationException;

/** What may be asked: each request, and the rules of each field. */
final class KeyRequests {

    private static final Pattern ORGANIZATION = Pattern.compile("[A-Za-z0-9_-]{1,50}");
    private static final Pattern PROJECT = Pattern.compile("[A-Za-z0-9_-]{1,100}");
    /** Neither control characters nor lone surrogates, which cannot be sent to Sentry in UTF-8. */
    private static final Pattern NAME = Pattern.compile("[^\\p{Cc}\\p{Cs}]{1,64}");
    /** Each server has a form of its own. */
    private static final Pattern CURSOR = Pattern.compile("[!-~]{1,250}");
    private static final Set<String> USE_CASES = Set.of("user", "profiling", "escalating_issues", "tempest", "demo");
    private static final int LONGEST_WINDOW = 86_400;

    /** Null if every request has to name its organization. */
    private final String defaultOrganization;

    /** @throws ConfigurationException if the organization is none */
    KeyRequests(String defaultOrganization) {
        if (defaultOrganization != null && !ORGANIZATION.matcher(defaultOrganization).matches()) {
            throw new ConfigurationException("issuer.organization must be a slug or a numeric id");
        }
        this.defaultOrganization = defaultOrganization;
    }

    /**
     * A key to be issued.
     *
     * @param rateLimit null if none is asked for
     * @param useCase null if none is given
     */
    record Issue(KeyName key, RateLimit rateLimit, String useCase) {
    }

    /**
     * Keys to be listed, or one to be found.
     *
     * @param name null for all keys of the project
     * @param cursor what a page said of the next one; null for the first page
     */
    record Listing(ProjectPath project, String name, String cursor) {
    }

    /** @throws ProblemException naming every broken member at once */
    Issue issue(byte[] json) {
        RequestMembers body = RequestReader.body(json);
        Issue request = new Issue(key(body), rateLimit(body), useCase(body));
        finish(body);
        return request;
    }

    /** @throws ProblemException naming every broken parameter at once */
    Listing listing(APIGatewayV2HTTPEvent event) {
        RequestMembers parameters = parameters(event);
        boolean isNamed = parameters.has("name");
        String cursor = parameters.text("cursor");
        if (cursor != null && isNamed) {
            parameters.violation("cursor", "must not be given with a name");
        } else if (cursor != null && !CURSOR.matcher(cursor).matches()) {
            parameters.violation("cursor", "must be what a page said of the next one");
        }
        Listing request = new Listing(project(parameters), isNamed ? name(parameters) : null, cursor);
        finish(parameters);
        return request;
    }

    /** @throws ProblemException naming every broken parameter at once */
    KeyName deactivation(APIGatewayV2HTTPEvent event) {
        RequestMembers parameters = parameters(event);
        KeyName key = key(parameters);
        finish(parameters);
        return key;
    }

    private static RequestMembers parameters(APIGatewayV2HTTPEvent event) {
        RequestMembers parameters = RequestReader.query(event.getRawQueryString());
        // A webhook signature covers the body alone: without this, one that was made for a POST would serve here as well.
        if (event.getBody() != null && !event.getBody().isEmpty()) {
            parameters.violation("body", "must be empty");
        }
        return parameters;
    }

    private static void finish(RequestMembers members) {
        members.refuseTheRest();
        members.requireValid();
    }

    private KeyName key(RequestMembers members) {
        return new KeyName(project(members), name(members));
    }

    private ProjectPath project(RequestMembers members) {
        String organization = defaultOrganization != null && !members.has("organization") ? defaultOrganization
                : required(members, "organization", ORGANIZATION, "must be 1 to 50 characters of A-Z a-z 0-9 _ -");
        return new ProjectPath(organization,
                required(members, "project", PROJECT, "must be 1 to 100 characters of A-Z a-z 0-9 _ -"));
    }

    private static String required(RequestMembers members, String member, Pattern rule, String message) {
        members.require(member);
        String text = members.text(member);
        if (text != null && !rule.matcher(text).matches()) {
            members.violation(member, message);
        }
        return text;
    }

    private static String name(RequestMembers members) {
        members.require("name");
        String text = members.text("name");
        if (text == null) {
            return null;
        }
        String trimmed = trim(text);
        String name = Normalizer.normalize(trimmed, Normalizer.Form.NFC);
        // Both are checked, because normalizing can make a name longer as well as shorter.
        if (!NAME.matcher(trimmed).matches() || !NAME.matcher(name).matches()) {
            members.violation("name", "must be 1 to 64 characters, surrounding space not counted, without control characters");
        }
        return name;
    }

    /** Trims as Sentry does: it takes non-breaking spaces and NEL for space, too. */
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

    private static RateLimit rateLimit(RequestMembers members) {
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

    private static String useCase(RequestMembers members) {
        String useCase = members.text("useCase");
        if (useCase != null && !USE_CASES.contains(useCase)) {
            members.violation("useCase", "must be one of user, profiling, escalating_issues, tempest, demo");
        }
        return useCase;
    }
}
