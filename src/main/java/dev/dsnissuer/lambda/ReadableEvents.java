package dev.dsnissuer.lambda;

import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

import jakarta.ws.rs.core.MediaType;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;

import dev.dsnissuer.callers.WebhookSignatures;

/** What an event may hold, so that the framework's layers before the routes can read it. */
final class ReadableEvents {

    private static final Pattern QUERY = Pattern.compile("[!-~]*");
    /** API Gateway has decoded the path: a question mark in it was not meant to begin the query. */
    private static final Pattern PATH = Pattern.compile("[!-~&&[^?#]]*");
    private static final Pattern TOKEN = Pattern.compile("[!#$%&'*+.^_`|~0-9A-Za-z-]+");
    private static final Pattern CONTROL = Pattern.compile("[\\p{Cntrl}&&[^\t]]");
    /** These were meant for the gateway. If Expect were obeyed here, "100 Continue" would become the answer. */
    private static final Set<String> CONNECTION_HEADERS = Set.of("connection", "content-length", "expect", "transfer-encoding",
            "upgrade");

    private ReadableEvents() {
    }

    /** @return the headers by their names in lower case, with the values of one name joined by commas as HTTP does */
    static Map<String, String> headers(Map<String, String> sent) {
        Map<String, String> headers = new HashMap<>();
        if (sent != null) {
            sent.forEach((name, value) -> {
                if (value != null) {
                    headers.merge(name.toLowerCase(Locale.ROOT), value, (one, other) -> one + "," + other);
                }
            });
        }
        return headers;
    }

    /**
     * Whether the event is an HTTP request that the framework can read. API Gateway decodes paths, so that one may hold what no
     * URL can hold; the framework fails at that, and logs the headers that it cannot read.
     */
    static boolean isHttp(APIGatewayV2HTTPEvent event) {
        return event.getRequestContext() != null && event.getRequestContext().getHttp() != null
                && event.getRequestContext().getHttp().getMethod() != null
                && TOKEN.matcher(event.getRequestContext().getHttp().getMethod()).matches()
                && (event.getRawPath() == null || PATH.matcher(event.getRawPath()).matches())
                && (event.getRawQueryString() == null || QUERY.matcher(event.getRawQueryString()).matches())
                && isBody(event)
                && event.getHeaders().entrySet().stream().allMatch(header -> TOKEN.matcher(header.getKey()).matches()
                        && !CONTROL.matcher(header.getValue()).find());
    }

    /** Removes what was meant for the gateway, and a media type that the framework could not read. */
    static void removeUnreadableHeaders(Map<String, String> headers) {
        headers.keySet().removeAll(CONNECTION_HEADERS);
        headers.computeIfPresent("content-type", (name, type) -> readable(type));
    }

    private static boolean isBody(APIGatewayV2HTTPEvent event) {
        try {
            return !event.getIsBase64Encoded() || WebhookSignatures.signedBytes(event) != null;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * The framework fails at a media type that it cannot read, and at a space before a semicolon.
     *
     * @return null if the type cannot be read: the request is then refused as one without a type is
     */
    private static String readable(String mediaType) {
        String tight = mediaType.strip().replaceAll("\\s*;\\s*", ";");
        try {
            MediaType.valueOf(tight);
            return tight;
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}
