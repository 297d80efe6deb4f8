package dev.dsnissuer.standin;

import java.util.HashMap;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import io.vertx.core.http.HttpServerResponse;

/** An answer of the stand-in's. Its body may be empty. */
public record Answer(int status, Map<String, String> headers, String body) {

    private static final Map<String, String> JSON = Map.of("Content-Type", "application/json");

    public static Answer of(int status, JsonNode body) {
        return new Answer(status, JSON, body.toString());
    }

    public static Answer of(int status, String json) {
        return new Answer(status, JSON, json);
    }

    /** What Sentry answers where its own code fails. */
    static Answer internalError() {
        return of(500, Json.object().put("detail", "Internal Error").put("errorId", World.hex()));
    }

    static Answer detail(int status, String detail) {
        return of(status, Json.object().put("detail", detail));
    }

    /** The same answer with one header more, or with another value of a header that it has. */
    public Answer with(String header, String value) {
        var more = new HashMap<>(headers);
        more.put(header, value);
        return new Answer(status, Map.copyOf(more), body);
    }

    public void sendTo(HttpServerResponse response) {
        response.setStatusCode(status);
        headers.forEach(response::putHeader);
        response.end(body);
    }
}
