package dev.dsnissuer.http;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;

import dev.dsnissuer.keys.KeyName;
import dev.dsnissuer.keys.KeyRef;
import dev.dsnissuer.sentry.ProjectPath;
import dev.dsnissuer.sentry.RateLimit;
import io.quarkus.runtime.configuration.ConfigurationException;

/**
 * What may be asked. Each method reads one kind of request, and throws a {@link ProblemException} that names all broken fields.
 */
final class KeyRequests {

    /** Null if every request has to name its organization. */
    private final String defaultOrganization;

    /** @throws ConfigurationException if the organization is none */
    KeyRequests(String defaultOrganization) {
        if (defaultOrganization != null && !KeyFields.isOrganization(defaultOrganization)) {
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
     * A key whose rate limit is to be changed.
     *
     * @param rateLimit null if the limit is to be removed
     */
    record Change(KeyRef key, RateLimit rateLimit) {
    }

    /**
     * Keys to be listed, or one to be found.
     *
     * @param name null for all keys of the project
     * @param cursor what a page said of the next one; null for the first page
     */
    record Listing(ProjectPath project, String name, String cursor) {
    }

    Issue issue(byte[] json) {
        RequestMembers body = RequestReader.body(json);
        Issue request = new Issue(new KeyName(KeyFields.project(body, defaultOrganization), KeyFields.name(body)),
                KeyFields.rateLimit(body), KeyFields.useCase(body));
        finish(body);
        return request;
    }

    Change change(byte[] json) {
        RequestMembers body = RequestReader.body(json);
        KeyRef key = ref(body);
        body.require("rateLimit");
        Change request = new Change(key, body.takeNull("rateLimit") ? null : KeyFields.rateLimit(body));
        finish(body);
        return request;
    }

    Listing listing(APIGatewayV2HTTPEvent event) {
        RequestMembers parameters = parameters(event);
        boolean isNamed = parameters.has("name");
        String cursor = KeyFields.cursor(parameters);
        if (cursor != null && isNamed) {
            parameters.violation("cursor", "must not be given with a name");
        }
        Listing request = new Listing(KeyFields.project(parameters, defaultOrganization),
                isNamed ? KeyFields.name(parameters) : null, cursor);
        finish(parameters);
        return request;
    }

    KeyRef deactivation(APIGatewayV2HTTPEvent event) {
        RequestMembers parameters = parameters(event);
        KeyRef key = ref(parameters);
        finish(parameters);
        return key;
    }

    private KeyRef ref(RequestMembers members) {
        ProjectPath project = KeyFields.project(members, defaultOrganization);
        if (!members.has("key")) {
            return new KeyRef(project, KeyFields.name(members), null);
        }
        if (members.has("name")) {
            members.violation("key", "must not be given with a name");
            KeyFields.name(members);
        }
        return new KeyRef(project, null, KeyFields.publicKey(members));
    }

    private static RequestMembers parameters(APIGatewayV2HTTPEvent event) {
        RequestMembers parameters = RequestReader.query(event.getRawQueryString());
        // A body would be ignored, and whoever sent it would not notice.
        if (event.getBody() != null && !event.getBody().isEmpty()) {
            parameters.violation("body", "must be empty");
        }
        return parameters;
    }

    private static void finish(RequestMembers members) {
        members.refuseTheRest();
        members.requireValid();
    }
}
