package dev.dsnissuer.lambda;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Proxy;
import java.time.Clock;
import java.util.Map;

import com.amazonaws.services.lambda.runtime.Context;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import io.quarkus.amazon.lambda.runtime.AmazonLambdaRecorder;

/** Sends requests of a made-up caller through the whole function, as Lambda would hand them over. */
final class PrimingRequests {

    /** How many requests {@link #everyKind} sends. */
    static final int KINDS = 9;
    /** Milliseconds that Lambda leaves for a request. */
    private static final int TIME_ENOUGH = 10_000;
    private static final String LOW = ", \"rateLimit\": {\"count\": 1, \"window\": 60}";
    private static final String HIGH = ", \"rateLimit\": {\"count\": 2, \"window\": 60}";

    private final ObjectMapper json;
    private final Clock clock;
    private final MadeUpCaller caller;
    private final ObjectNode event;

    PrimingRequests(ObjectMapper json, Clock clock, MadeUpCaller caller) throws IOException {
        this.json = json;
        this.clock = clock;
        this.caller = caller;
        try (InputStream text = PrimingRequests.class.getResourceAsStream("priming-event.json")) {
            event = (ObjectNode) json.readTree(text);
        }
    }

    /**
     * Sends a request of each kind, with credentials of all kinds, for a key that is new and deactivated in the end.
     *
     * @throws IOException if the function does not answer as expected
     */
    void everyKind(String project, String name) throws IOException {
        String low = body(project, name, LOW);
        String high = body(project, name, HIGH);
        expect(201, "POST", "", low, caller.signature(low, clock.instant()), TIME_ENOUGH);
        expect(200, "POST", "", low, caller.jwt(), TIME_ENOUGH);
        expect(200, "POST", "", low, caller.token(), TIME_ENOUGH);
        expect(200, "PUT", "", high, caller.token(), TIME_ENOUGH);
        expect(200, "GET", query(project), null, caller.token(), TIME_ENOUGH);
        expect(200, "GET", query(project) + "&name=" + name, null, caller.token(), TIME_ENOUGH);
        expect(204, "DELETE", query(project) + "&name=" + name, null, caller.token(), TIME_ENOUGH);
        expect(400, "POST", "", "{}", caller.token(), TIME_ENOUGH);
        expect(401, "POST", "", low, Map.of("authorization", "Bearer nobody"), TIME_ENOUGH);
    }

    /** Asks for a key by a signed webhook, and answers with the status. */
    int issue(String project, int millisLeft) throws IOException {
        String body = body(project, "priming", "");
        return send("POST", "", body, caller.signature(body, clock.instant()), millisLeft);
    }

    /** Asks for a list, for which Sentry is never asked to create or change anything, and answers with the status. */
    int list(String project, int millisLeft) throws IOException {
        return send("GET", query(project), null, caller.token(), millisLeft);
    }

    private static String query(String project) {
        return "organization=" + MadeUpCaller.ORGANIZATION + "&project=" + project;
    }

    private static String body(String project, String name, String more) {
        return "{\"organization\": \"" + MadeUpCaller.ORGANIZATION + "\", \"project\": \"" + project + "\", \"name\": \"" + name
                + "\"" + more + "}";
    }

    private void expect(int expected, String method, String query, String body, Map<String, String> credential,
            int millisLeft) throws IOException {
        int status = send(method, query, body, credential, millisLeft);
        if (status != expected) {
            throw new IOException(method + " was answered with " + status + " in place of " + expected);
        }
    }

    private int send(String method, String query, String body, Map<String, String> credential, int millisLeft)
            throws IOException {
        ObjectNode complete = event.deepCopy().put("rawQueryString", query).put("body", body);
        complete.withObject("requestContext").withObject("http").put("method", method);
        ObjectNode headers = complete.withObject("headers");
        credential.forEach(headers::put);
        ByteArrayOutputStream answer = new ByteArrayOutputStream();
        AmazonLambdaRecorder.handle(new ByteArrayInputStream(json.writeValueAsBytes(complete)), answer, context(millisLeft));
        return json.readTree(answer.toByteArray()).path("statusCode").asInt();
    }

    private static Context context(int millisLeft) {
        return (Context) Proxy.newProxyInstance(Context.class.getClassLoader(), new Class<?>[] { Context.class },
                (proxy, method, arguments) -> method.getReturnType() == int.class ? millisLeft
                        : method.getReturnType() == String.class ? MadeUpCaller.ORGANIZATION : null);
    }
}
