package dev.dsnissuer.testing;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;
import com.standardwebhooks.Webhook;
import com.standardwebhooks.exceptions.EmptyWebhookSecretException;
import com.standardwebhooks.exceptions.WebhookSigningException;

/** Sends webhooks in Lambda events, signed by the library of the Standard Webhooks specification. */
public final class WebhookSender {

    public static final String ID = "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W";

    private WebhookSender() {
    }

    public static Map<String, String> headers(String id, Instant timestamp, String signatures) {
        return new HashMap<>(Map.of("content-type", "application/json", "webhook-id", id, "webhook-timestamp",
                Long.toString(timestamp.getEpochSecond()), "webhook-signature", signatures));
    }

    /** @return a signature of the form {@code v1,BASE64} */
    public static String sign(String secret, String id, Instant timestamp, String body) {
        try {
            return new Webhook(secret).sign(id, timestamp.getEpochSecond(), body);
        } catch (EmptyWebhookSecretException | WebhookSigningException e) {
            throw new IllegalArgumentException(e);
        }
    }

    /** Sends a webhook that is signed now. */
    public static JsonNode send(String secret, String body) {
        return send(secret, body, Instant.now());
    }

    public static JsonNode send(String secret, String body, Instant now) {
        return send(headers(ID, now, sign(secret, ID, now, body)), body, false);
    }

    public static JsonNode send(Map<String, String> headers, String body, boolean base64) {
        return send(headers, body.getBytes(StandardCharsets.UTF_8), base64);
    }

    public static JsonNode send(Map<String, String> headers, byte[] body, boolean base64) {
        Map<String, Object> event = RuntimeApi.event("POST", "/keys", "", headers);
        event.put("body", base64 ? Base64.getEncoder().encodeToString(body) : new String(body, StandardCharsets.UTF_8));
        event.put("isBase64Encoded", base64);
        return FunctionTest.invoke(event);
    }
}
