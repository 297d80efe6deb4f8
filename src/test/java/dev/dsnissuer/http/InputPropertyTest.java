package dev.dsnissuer.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.Set;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.dsnissuer.standin.StandIn;
import dev.dsnissuer.testing.FunctionTest;
import dev.dsnissuer.testing.RuntimeApi;
import dev.dsnissuer.testing.StandInResource;
import io.quarkus.test.junit.QuarkusTest;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Tuple;
import net.jqwik.api.sessions.JqwikSession;

/**
 * Whatever event comes in, the function answers as the contract says, never with a 500, and makes no key for an invalid
 * request. Every run makes up other events and prints their seed. {@code -Dseed=SEED} makes the same events again, and
 * {@code -Devents=COUNT} sets how many there are.
 */
@QuarkusTest
class InputPropertyTest extends FunctionTest {

    private static final int EVENTS = Integer.getInteger("events", 400);
    private static final long SEED = Long.getLong("seed", System.nanoTime());
    /** The same in every run, since the events that a seed makes depend on how long it is. */
    private static final String PROJECT = "any-event";
    private static final Set<Integer> ERRORS = Set.of(400, 401, 403, 404, 405, 409, 413, 415);

    /** A made-up event, which says in one line all that it is made of. */
    private record Event(String method, String path, String query, Map<String, String> headers, byte[] body) {

        Map<String, Object> json() {
            Map<String, Object> event = RuntimeApi.event(method, path, query, headers);
            event.put("isBase64Encoded", true);
            event.put("body", Base64.getEncoder().encodeToString(body));
            return event;
        }

        @Override
        public String toString() {
            return method + " " + path + "?" + query + " " + headers + " " + Base64.getEncoder().encodeToString(body);
        }
    }

    @BeforeEach
    void projectOfTheSameSlugInEveryRun() {
        slug = PROJECT;
        project = standIn.addProject(StandIn.ORGANIZATION, slug);
    }

    @Test
    void anyEvent_answeredAsTheContractSays() {
        System.out.printf("InputPropertyTest: %d events of the seed %d%n", EVENTS, SEED);
        String valid = body("x", "");
        Arbitrary<String> methods = Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.just("POST")),
                Tuple.of(4, Arbitraries.of("GET", "DELETE")),
                Tuple.of(3, Arbitraries.of("PUT", "HEAD", "PATCH", "TRACE", "CONNECT")),
                Tuple.of(1, Arbitraries.strings().ascii().ofMinLength(1).ofMaxLength(8)));
        Arbitrary<String> paths = Arbitraries.frequencyOf(
                Tuple.of(6, Arbitraries.of("/keys", "/keys/", "/keys/x", "/", "/q/health")),
                Tuple.of(2, Arbitraries.strings().ofMaxLength(20).map(text -> "/" + text)),
                Tuple.of(1, Arbitraries.of("/|", "/%7C", "/keys?x", "/{}")),
                Tuple.of(1, Arbitraries.strings().ascii().ofMaxLength(20)));
        Arbitrary<String> queries = Arbitraries.frequencyOf(
                Tuple.of(4, Arbitraries.just("")),
                Tuple.of(4, Arbitraries.of("", "&name=x", "&name=y", "&cursor=0:0:0", "&cursor=x~y", "&name=%ff", "&name=")
                        .map(rest -> "organization=acme&project=" + slug + rest)),
                Tuple.of(2, mutated("organization=acme&project=" + slug + "&name=x")
                        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))),
                Tuple.of(1, Arbitraries.strings().ofMaxLength(20)));
        Arbitrary<Map<String, String>> headers = Arbitraries.maps(
                Arbitraries.of("authorization", "content-type", "accept", "content-length", "transfer-encoding", "expect",
                        "host",
                        "cookie", "origin", "x-anything", "webhook-signature", "connection", "content-encoding"),
                Arbitraries.frequencyOf(
                        Tuple.of(2, Arbitraries.of("Bearer " + StandInResource.TOKEN, "application/json", "*/*", "5",
                                "chunked", "100-continue", "gzip", ",", "", "http://x", "https://x.example", "null")),
                        Tuple.of(1, Arbitraries.strings().ofMaxLength(20))))
                .ofMaxSize(4);
        Arbitrary<byte[]> bodies = Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.just(valid.getBytes(StandardCharsets.UTF_8))),
                Tuple.of(3, Arbitraries.just(new byte[0])),
                Tuple.of(3, mutated(valid)),
                Tuple.of(2, Arbitraries.bytes().array(byte[].class).ofMaxSize(200)),
                Tuple.of(1, Arbitraries.just(new byte[17_000])));

        JqwikSession.run(() -> {
            Random random = new Random(SEED);
            for (int i = 0; i < EVENTS; i++) {
                Map<String, String> chosen = new HashMap<>(next(headers, random));
                if (i % 4 != 0) {
                    chosen.put("authorization", "Bearer " + StandInResource.TOKEN);
                    chosen.remove("webhook-signature");
                }
                if (i % 3 != 0) {
                    chosen.put("content-type", "application/json");
                }
                checkOrSayHowToRepeat(i, new Event(next(methods, random), next(paths, random), next(queries, random), chosen,
                        next(bodies, random)));
            }
        });
    }

    private static <T> T next(Arbitrary<T> arbitrary, Random random) {
        return arbitrary.generator(1000).next(random).value();
    }

    /** The valid text with some of its characters replaced, doubled or left out. */
    private static Arbitrary<byte[]> mutated(String valid) {
        return Arbitraries.integers().between(0, valid.length() - 1).tuple2().flatMap(at -> Arbitraries
                .strings().ofMaxLength(3).map(text -> {
                    int from = Math.min(at.get1(), at.get2());
                    int to = Math.max(at.get1(), at.get2());
                    return (valid.substring(0, from) + text + valid.substring(Math.min(to, from + 3)))
                            .getBytes(StandardCharsets.UTF_8);
                }));
    }

    /** Judges the event by rules written for this test, which are as strict as the generators need. */
    private boolean isValid(Event event) {
        try {
            JsonNode body = new ObjectMapper().readTree(event.body());
            // The mock of the gateway takes what follows a question mark in the path for a query.
            return Set.of("/keys", "/keys/").contains(event.path().replaceFirst("\\?.*", ""))
                    && ("Bearer " + StandInResource.TOKEN).equals(event.headers().get("authorization"))
                    && !event.headers().containsKey("webhook-signature")
                    && "application/json".equals(event.headers().get("content-type"))
                    && event.body().length <= 16 * 1024 && body.isObject() && body.size() == 3
                    && body.path("organization").asText().equals(StandIn.ORGANIZATION)
                    && body.path("project").isTextual() && body.path("project").asText().equals(slug)
                    && body.path("name").isTextual() && !body.path("name").asText().isBlank()
                    && body.path("name").asText().length() <= 64;
        } catch (IOException e) {
            return false;
        }
    }

    private void checkOrSayHowToRepeat(int index, Event event) {
        try {
            check(event);
        } catch (AssertionError | RuntimeException e) {
            throw new AssertionError("""
                    Event %d of the seed %d is not answered as the contract says: %s
                    The same events again: ./mvnw test -Dtest=InputPropertyTest -Dseed=%d -Devents=%d
                    %s""".formatted(index, SEED, event, SEED, EVENTS, e), e);
        }
    }

    private void check(Event event) {
        int keys = project.keys().size();
        JsonNode answer = invoke(event.json());
        int status = answer.get("statusCode").asInt();
        String body = answer.get("body").asText();
        if (status < 300 && !event.method().equals("POST")) {
            assertThat(event.query()).contains("organization=acme", "project=" + slug);
            assertThat(event.body()).isEmpty();
            assertThat(event.method()).isIn(status == 204 ? Set.of("DELETE") : Set.of("GET", "HEAD"));
            assertThat(project.keys().size()).isEqualTo(keys);
        } else if (status == 200 || status == 201) {
            assertThat(json(body).fieldNames()).toIterable().containsExactly("dsn");
            assertThat(isValid(event)).isTrue();
        } else {
            assertThat(status).as(body).isIn(ERRORS);
            assertThat(project.keys().size()).isEqualTo(keys);
            if (!event.method().equals("HEAD")) {
                assertThat(answer.at("/headers/Content-Type").asText())
                        .isEqualTo("application/problem+json");
                assertThat(json(body).get("status").asInt()).isEqualTo(status);
                assertThat(json(body).get("type").asText()).startsWith("urn:dsn-issuer:problem:");
                assertThat(body).doesNotContain("Exception", "java.", "dsnissuer.", StandIn.SECRET_PREFIX, StandIn.TOKEN);
            }
        }
    }
}
