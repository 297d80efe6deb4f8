package dev.dsnissuer.bench;

import java.time.Duration;
import java.util.Random;
import java.util.UUID;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.dsnissuer.testing.Lambda;
import dev.dsnissuer.testing.RuntimeApi;

/** An instance of the function: a process that gets one event at a time, and is frozen between its bursts. */
final class SoakInstance {

    /** An event that the instance has not answered. */
    record Open(String requestId, SoakRequest.Kind kind, long since) {
    }

    /** How long Lambda lets the function run. */
    private static final Duration LEFT = Duration.ofSeconds(15);
    /** How long the function may take: 9 s for all, of which 4 s at most to know the caller, and time to answer. */
    static final Duration LONGEST = Duration.ofSeconds(14);
    private static final long LONGEST_BURST = Duration.ofSeconds(45).toNanos();
    private static final long WAKE_UP_MILLIS = 15_000;
    private static final int[] PAUSES_MILLIS = { 1, 20, 60, 150 };
    private static final ObjectMapper JSON = new ObjectMapper();

    /** Which package it runs. */
    final String kind;
    final String name;
    final Lambda lambda;
    private final SoakTally tally;
    private final SoakNames names;
    private final SoakSecrets secrets;
    private final SoakJudge judge;
    private final Random random;
    volatile boolean frozen;
    volatile Open open;
    volatile long requests;

    SoakInstance(String kind, int number, Lambda lambda, SoakTally tally, SoakNames names, SoakSecrets secrets, SoakJudge judge,
            Random random) {
        this.kind = kind;
        this.name = kind + "-" + number;
        this.lambda = lambda;
        this.tally = tally;
        this.names = names;
        this.secrets = secrets;
        this.judge = judge;
        this.random = random;
    }

    /** Asks for its first key. A slow machine may need longer for the first handshakes than the function waits for them. */
    void first() {
        for (int tries = 0; tries < 5 && !judge.isServing(); tries++) {
            ask(SoakRequest.again(names.fresh()));
        }
    }

    /** Bursts and idle times in turn, until then. The idle times are short or long, up to the longest one. */
    void run(long end, long longestIdleMillis) throws InterruptedException {
        while (System.nanoTime() < end) {
            burst(end);
            double idle = 1000 * Math.exp(random.nextDouble() * Math.log(longestIdleMillis / 1000.0));
            // Instances wake up together, more of them than there are processors.
            long wait = (long) idle + WAKE_UP_MILLIS - System.currentTimeMillis() % WAKE_UP_MILLIS;
            freeze(Math.min(wait, Math.max(0, (end - System.nanoTime()) / 1_000_000)));
        }
    }

    /** Sends the requests again that failed. There is no trouble any more, so each has to be answered. */
    void catchUp() {
        for (SoakNames.Name name = names.notIssued(); name != null; name = names.notIssued()) {
            ask(SoakRequest.again(name));
        }
    }

    private void burst(long end) throws InterruptedException {
        judge.woke();
        long start = System.nanoTime();
        int pause = PAUSES_MILLIS[random.nextInt(PAUSES_MILLIS.length)];
        for (int left = 50 + random.nextInt(1000); left > 0; left--) {
            if (System.nanoTime() - start > LONGEST_BURST || System.nanoTime() > end) {
                return;
            }
            ask(SoakRequest.next(names, secrets, random));
            Thread.sleep(random.nextInt(pause));
        }
    }

    private void freeze(long millis) throws InterruptedException {
        // It asks for its next event before.
        Thread.sleep(200);
        SoakProcess.signal(lambda.process(), "STOP");
        frozen = true;
        try {
            Thread.sleep(millis);
        } finally {
            SoakProcess.signal(lambda.process(), "CONT");
            frozen = false;
        }
    }

    private void ask(SoakRequest request) {
        Open asked = new Open(UUID.randomUUID().toString(), request.kind(), System.nanoTime());
        open = asked;
        RuntimeApi.Answer answer = lambda.invoke(asked.requestId, request.event(), LEFT);
        open = null;
        Duration took = Duration.ofNanos(System.nanoTime() - asked.since);
        JsonNode read = answer.isError() ? JSON.createObjectNode() : read(answer.body());
        int status = read.path("statusCode").asInt();
        requests++;
        tally.note(status < 500 ? Integer.toString(status) : status + " " + problem(read), took);
        boolean isServed = status == 200 || status == 201;
        if (!judge.allows(request, asked.since, status)) {
            SoakLog.fail("%s answered %s %s after %.1f s with %s", name, request.kind(), asked.requestId,
                    took.toMillis() / 1000.0, answer.body());
        }
        if (took.compareTo(LONGEST) > 0) {
            SoakLog.fail("%s answered %s %s only after %.1f s", name, request.kind(), asked.requestId,
                    took.toMillis() / 1000.0);
        }
        if (request.name() != null && isServed) {
            names.note(request.name(), read(read.path("body").asText()).path("dsn").asText());
        } else if (request.kind() == SoakRequest.Kind.NEW || request.kind() == SoakRequest.Kind.PERHAPS_NEW) {
            names.failed(request.name());
        }
    }

    private static String problem(JsonNode answer) {
        return read(answer.path("body").asText()).path("type").asText().replaceFirst(".*:", "");
    }

    private static JsonNode read(String json) {
        try {
            return JSON.readTree(json);
        } catch (JsonProcessingException e) {
            return JSON.createObjectNode().put("unreadable", json);
        }
    }
}
