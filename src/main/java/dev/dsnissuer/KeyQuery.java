package dev.dsnissuer;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.util.List;
import java.util.regex.Pattern;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;

import dev.dsnissuer.Problem.Violation;
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

    private static Members parameters(APIGatewayV2HTTPEvent event) {
        Members parameters = decoded(event.getRawQueryString());
        // A webhook signature covers the body alone: one that was made for a POST must not serve here as well.
        if (event.getBody() != null && !event.getBody().isEmpty()) {
            parameters.violation("body", "must be empty");
        }
        return parameters;
    }

    /** @param query as it was sent; null for none */
    private static Members decoded(String query) {
        Members parameters = new Members();
        try {
            for (String parameter : (query == null ? "" : query).split("&")) {
                if (!parameter.isEmpty()) {
                    String[] parts = parameter.split("=", 2);
                    parameters.add(utf8(parts[0]), parts.length == 1 ? "" : utf8(parts[1]));
                }
            }
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw new Problem(List.of(new Violation("query", "is not percent-encoded UTF-8")));
        }
        return parameters;
    }

    /** The JDK's own decoding to UTF-8 puts something else where the bytes are wrong. */
    private static String utf8(String text) throws CharacterCodingException {
        byte[] bytes = URLDecoder.decode(text, ISO_8859_1).getBytes(ISO_8859_1);
        return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
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
