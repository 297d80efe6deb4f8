package dev.dsnissuer.testing;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.UUID;

import javax.crypto.spec.SecretKeySpec;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.dsnissuer.callers.WebhookSignatures;
import dev.dsnissuer.standin.StandIn;

/** A caller that asks a function for keys of one project, a new name each time. */
public final class Onboarding {

    private static final Duration LEFT = Duration.ofSeconds(15);
    private static final ObjectMapper JSON = new ObjectMapper();

    private static final Map<String, String> TOKEN = Map.of("authorization", "Bearer " + StandInResource.TOKEN);

    private final String project;
    private int names;

    public Onboarding(String project) {
        this.project = project;
    }

    /** Asks for a new key, which takes two calls to Sentry. */
    public RuntimeApi.Answer issue(Lambda lambda) {
        names++;
        return post(lambda, TOKEN, 201);
    }

    /** Asks for a new key, and takes any answer. */
    public RuntimeApi.Answer ask(Lambda lambda) {
        names++;
        return post(lambda, TOKEN);
    }

    /** Goes on to the next name, as if a key of this one had been issued. */
    public void skip() {
        names++;
    }

    /** Asks for the same key again, which takes one call to Sentry. */
    public RuntimeApi.Answer replay(Lambda lambda) {
        return post(lambda, TOKEN, 200);
    }

    /** Asks for the same key again, by a webhook. */
    public RuntimeApi.Answer redeliver(Lambda lambda) {
        String timestamp = Long.toString(Instant.now().getEpochSecond());
        SecretKeySpec secret = new SecretKeySpec(
                Base64.getDecoder().decode(StandInResource.WEBHOOK_SECRET.substring("whsec_".length())), "HmacSHA256");
        byte[] signature = WebhookSignatures.sign(secret,
                ("msg_1." + timestamp + "." + body()).getBytes(StandardCharsets.UTF_8));
        return post(lambda, Map.of("webhook-id", "msg_1", "webhook-timestamp", timestamp, "webhook-signature",
                "v1," + new String(signature, StandardCharsets.US_ASCII)), 200);
    }

    private RuntimeApi.Answer post(Lambda lambda, Map<String, String> credential, int status) {
        RuntimeApi.Answer answer = post(lambda, credential);
        if (status(answer) != status) {
            throw new IllegalStateException("Answered with " + answer.body());
        }
        return answer;
    }

    private RuntimeApi.Answer post(Lambda lambda, Map<String, String> credential) {
        Map<String, String> headers = new HashMap<>(credential);
        headers.put("content-type", "application/json");
        Map<String, Object> event = RuntimeApi.event("POST", "/keys", "", headers);
        event.put("body", body());
        return lambda.invoke(UUID.randomUUID().toString(), write(event), LEFT);
    }

    private String body() {
        return "{\"organization\": \"" + StandIn.ORGANIZATION + "\", \"project\": \"" + project + "\", \"name\": \"key-" + names
                + "\"}";
    }

    private static String write(Map<String, Object> event) {
        try {
            return JSON.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    public static int status(RuntimeApi.Answer answer) {
        try {
            return JSON.readTree(answer.body()).path("statusCode").asInt();
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(answer.body(), e);
        }
    }
}
