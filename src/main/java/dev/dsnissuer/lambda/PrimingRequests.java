package dev.dsnissuer.lambda;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Map;
import java.util.Set;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.dsnissuer.callers.WebhookSignatures;
import dev.dsnissuer.secrets.Secrets;
import io.quarkus.amazon.lambda.runtime.AmazonLambdaRecorder;

/** Sends requests for keys of one project through the whole function, as Lambda would hand them over. */
final class PrimingRequests {

    /** The organization that the requests are about, and the id of each webhook. */
    static final String ORGANIZATION = "priming";

    private final ObjectMapper json;
    private final Clock clock;
    private final Secrets madeUp;
    private final String project;
    private final ObjectNode event;

    /** @param madeUp the secrets that the function has meanwhile */
    PrimingRequests(ObjectMapper json, Clock clock, Secrets madeUp, String project) throws IOException {
        this.json = json;
        this.clock = clock;
        this.madeUp = madeUp;
        this.project = project;
        try (InputStream text = PrimingRequests.class.getResourceAsStream("priming-event.json")) {
            event = (ObjectNode) json.readTree(text);
        }
    }

    /**
     * Asks for a key by a signed webhook.
     *
     * @param millisLeft the time that Lambda is to leave for the request
     * @throws IOException if the function does not answer as expected
     */
    void issue(String name, int millisLeft, Set<Integer> expected) throws IOException {
        String body = json.createObjectNode().put("organization", ORGANIZATION).put("project", project).put("name", name)
                .toString();
        String timestamp = Long.toString(clock.instant().getEpochSecond());
        String secret = madeUp.callers().values().iterator().next().webhookSecrets().get(0);
        byte[] signature = WebhookSignatures.sign(WebhookSignatures.secret(secret),
                (ORGANIZATION + "." + timestamp + "." + body).getBytes(StandardCharsets.UTF_8));
        send(body, Map.of("webhook-id", ORGANIZATION, "webhook-timestamp", timestamp, "webhook-signature",
                "v1," + new String(signature, StandardCharsets.US_ASCII)), millisLeft, expected);
    }

    /** Asks with a token that nobody has, which the function refuses. */
    void unknownToken(int millisLeft) throws IOException {
        send("{}", Map.of("authorization", "Bearer " + madeUp.sentryAuthToken()), millisLeft, Set.of(401));
    }

    private void send(String body, Map<String, String> credential, int millisLeft, Set<Integer> expected) throws IOException {
        ObjectNode complete = event.deepCopy().put("body", body);
        ObjectNode headers = complete.withObject("headers");
        credential.forEach(headers::put);
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        AmazonLambdaRecorder.handle(new ByteArrayInputStream(json.writeValueAsBytes(complete)), answer, context(millisLeft));
        int status = json.readTree(answer.toByteArray()).path("statusCode").asInt();
        if (!expected.contains(status)) {
            throw new IOException("Priming was answered with " + status);
        }
    }

    private static Context context(int millisLeft) {
        return (Context) Proxy.newProxyInstance(Context.class.getClassLoader(), new Class<?>[] { Context.class },
                (proxy, method, arguments) -> method.getReturnType() == int.class ? millisLeft
                        : method.getReturnType() == String.class ? ORGANIZATION : null);
    }
}
