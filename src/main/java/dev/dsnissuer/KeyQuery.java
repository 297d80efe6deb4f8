package dev.dsnissuer;

import java.util.regex.Pattern;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;

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
     * @param defaultOrganization of requests that name none; null where there is none
     * @throws Problem naming every broken parameter at once
     */
    static KeyQuery parse(APIGatewayV2HTTPEvent event, String defaultOrganization) {
        Members parameters = parameters(event);
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
    static KeyQuery parseNamed(APIGatewayV2HTTPEvent event, String defaultOrganization) {
        return read(parameters(event), defaultOrganization, true, null);
    }

    /** A webhook signature covers the body alone: one that was made for a POST must not serve here as well. */
    private static Members parameters(APIGatewayV2HTTPEvent event) {
        Members parameters = Members.ofQuery(event.getRawQueryString());
        if (event.getBody() != null && !event.getBody().isEmpty()) {
            parameters.violation("body", "must be empty");
        }
        return parameters;
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
