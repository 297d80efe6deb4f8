package dev.dsnissuer.bench;

import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.dsnissuer.bench.SoakSecrets.Token;
import dev.dsnissuer.testing.RuntimeApi;
import dev.dsnissuer.testing.StandInResource;
import dev.dsnissuer.testing.WebhookSender;

/**
 * A request that an instance is sent.
 *
 * @param name what it asks for; null if it lists
 * @param token the one that it shows, if that may be revoked or may be new; null for any other credential
 */
record SoakRequest(Kind kind, SoakNames.Name name, Token token, String event) {

    enum Kind {
        NEW,
        /** Another instance may be asked for the same name at this moment, and an earlier request for it may have failed. */
        PERHAPS_NEW,
        KNOWN,
        REDELIVERY,
        LIST,
        REVOKED,
        REFUSED
    }

    private static final ObjectMapper JSON = new ObjectMapper();

    static SoakRequest next(SoakNames names, SoakSecrets secrets, Random random) {
        int dice = random.nextInt(100);
        Token token = random.nextBoolean() ? secrets.token : null;
        SoakNames.Name again = dice < 50 ? names.notIssued() : null;
        if (again != null) {
            return post(Kind.PERHAPS_NEW, again, token, bearer(token));
        }
        if (dice < 30) {
            return post(Kind.NEW, names.fresh(), token, bearer(token));
        }
        if (dice < 40) {
            return post(Kind.PERHAPS_NEW, names.latest(), token, bearer(token));
        }
        SoakNames.Name known = names.issued(random);
        if (!names.isIssued(known)) {
            return again(known);
        }
        if (dice < 65) {
            return post(Kind.KNOWN, known, token, bearer(token));
        }
        if (dice < 80) {
            return post(Kind.REDELIVERY, known, null,
                    signed(StandInResource.WEBHOOK_SECRET, known.body()));
        }
        if (dice < 87) {
            return new SoakRequest(Kind.LIST, null, token,
                    write(RuntimeApi.event("GET", "/keys", "organization=acme&project=" + known.project(), bearer(token))));
        }
        if (dice < 91 && secrets.revoked != null) {
            return post(Kind.REVOKED, known, secrets.revoked, bearer(secrets.revoked));
        }
        return post(Kind.REFUSED, known, null, switch (dice % 3) {
            case 0 -> Map.of();
            case 1 -> Map.of("authorization", "Bearer nobodys-token-" + dice);
            default -> signed(StandInResource.OTHER_WEBHOOK_SECRET, known.body());
        });
    }

    /** Asks for a name, which perhaps was asked for before, with the token that never changes. */
    static SoakRequest again(SoakNames.Name name) {
        return post(Kind.PERHAPS_NEW, name, null, bearer(null));
    }

    private static SoakRequest post(Kind kind, SoakNames.Name name, Token token, Map<String, String> credential) {
        Map<String, String> headers = new HashMap<>(credential);
        headers.put("content-type", "application/json");
        Map<String, Object> event = RuntimeApi.event("POST", "/keys", "", headers);
        event.put("body", name.body());
        return new SoakRequest(kind, name, token, write(event));
    }

    /** @param token null for the token that never changes */
    private static Map<String, String> bearer(Token token) {
        return Map.of("authorization", "Bearer " + (token == null ? StandInResource.TOKEN : token.value()));
    }

    private static Map<String, String> signed(String secret, String body) {
        Instant now = Instant.now();
        return WebhookSender.headers(WebhookSender.ID, now, WebhookSender.sign(secret, WebhookSender.ID, now, body));
    }

    private static String write(Map<String, Object> event) {
        try {
            return JSON.writeValueAsString(event);
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
