package dev.dsnissuer.standin;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;

import com.fasterxml.jackson.databind.JsonNode;

/** What the stand-in's own tests share: one stand-in for each class, a fresh project for each test, and a way to call it. */
abstract class StandInCalls {

    static final HttpClient HTTP = HttpClient.newHttpClient();
    /** A public key that no test leaves behind. */
    static final String PUBLIC = "0123456789abcdef0123456789abcdef";
    static StandIn standIn;
    private static int projects;

    Project project;
    /** The path of the project. */
    String details;
    /** The path of its keys. */
    String keys;

    @BeforeAll
    static void start() {
        standIn = StandIn.start(0, "");
        for (String scope : List.of("read", "write", "admin")) {
            standIn.addToken(new AuthToken("sntryu_" + scope, Set.of("project:" + scope), Set.of("acme"), false));
        }
        standIn.addToken(new AuthToken("sntryi_elsewhere", Set.of("project:admin"), Set.of("umbrella"), false));
        standIn.addToken(new AuthToken("sntrys_org", Set.of("org:ci"), Set.of("acme"), false));
        standIn.addToken(new AuthToken("sntryu_super", Set.of("project:admin"), Set.of("acme"), true));
    }

    @AfterAll
    static void stop() {
        standIn.close();
    }

    @BeforeEach
    void freshProject() {
        project = standIn.addProject("acme", "p" + ++projects);
        details = "/api/0/projects/acme/p" + projects + "/";
        keys = details + "keys/";
    }

    @AfterEach
    void asItWas() {
        standIn.be(Profile.CURRENT);
        standIn.inject(Fault.NONE);
        project.key(PUBLIC).ifPresent(project::remove);
    }

    /** Creates a key from JSON that is written with single quotes. */
    HttpResponse<String> create(String body) throws Exception {
        return call("POST", keys, "sntryu_write", body.replace('\'', '"'));
    }

    JsonNode created(String body) throws Exception {
        HttpResponse<String> answer = create(body);
        if (answer.statusCode() != 201) {
            throw new AssertionError(answer.statusCode() + " " + answer.body());
        }
        return json(answer);
    }

    /** The path of the key named Default. */
    String defaultKey() {
        return keys + project.keys().get(0).publicKey + "/";
    }

    static List<String> names(HttpResponse<String> page) throws IOException {
        List<String> names = new ArrayList<>();
        json(page).forEach(key -> names.add(key.path("name").asText()));
        return names;
    }

    static JsonNode json(HttpResponse<String> answer) throws IOException {
        return Json.parse(answer.body());
    }

    static HttpResponse<String> get(String path) throws Exception {
        return call("GET", path, "sntryu_read", null);
    }

    static HttpResponse<String> call(String method, String path, String token, String body, String... headers)
            throws Exception {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(standIn.url() + path))
                .method(method, body == null ? BodyPublishers.noBody() : BodyPublishers.ofString(body));
        if (body != null && headers.length == 0) {
            request.header("Content-Type", "application/json");
        }
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        if (headers.length > 0) {
            request.headers(headers);
        }
        return HTTP.send(request.build(), BodyHandlers.ofString());
    }
}
