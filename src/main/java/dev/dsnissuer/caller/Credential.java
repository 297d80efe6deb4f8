package dev.dsnissuer.caller;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;

import io.vertx.ext.web.RoutingContext;

/** How a request shows who is asking. */
public enum Credential {
    WEBHOOK,
    TOKEN,
    JWT;

    /** What the request showed, whether it verified or not; null where it showed nothing, or more than one thing. */
    public static Credential of(RoutingContext request) {
        return request.get(Credential.class.getName());
    }

    /** Every value that was sent: names are compared without case, so that one may come more than once. */
    public static List<String> header(APIGatewayV2HTTPEvent event, String name) {
        return event.getHeaders() == null ? List.of()
                : event.getHeaders().entrySet().stream()
                        .filter(header -> header.getKey().equalsIgnoreCase(name) && header.getValue() != null)
                        .map(Map.Entry::getValue).toList();
    }

    /** As it was signed: Lambda hands on in Base64 what it takes for binary. */
    public static byte[] body(APIGatewayV2HTTPEvent event) {
        if (event.getBody() == null) {
            return new byte[0];
        }
        return event.getIsBase64Encoded() ? Base64.getDecoder().decode(event.getBody())
                : event.getBody().getBytes(StandardCharsets.UTF_8);
    }

    void shownBy(RoutingContext request) {
        request.put(Credential.class.getName(), this);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
