package dev.dsnissuer.sentry;

import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;
import jakarta.ws.rs.core.HttpHeaders;
import jakarta.ws.rs.core.MultivaluedMap;
import jakarta.ws.rs.core.Response;

import org.eclipse.microprofile.rest.client.ext.ResponseExceptionMapper;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.dsnissuer.sentry.SentryException.Reason;

/**
 * Turns every answer with a status of 300 or more into a {@link SentryException}. That includes redirects, which are never
 * followed: the POST would become a GET that lists keys with their secrets.
 */
@Singleton
class SentryRefusals implements ResponseExceptionMapper<SentryException> {

    private static final Pattern SLUG = Pattern.compile("[A-Za-z0-9_-]{1,100}");
    /** The members that the function sends. No other name from Sentry's answer may reach a caller. */
    private static final Set<String> FIELDS = Set.of("name", "rateLimit", "useCase", "browserSdkVersion");

    /** A server that asks for more is not believed. */
    private static final Duration LONGEST_WAIT = Duration.ofHours(1);

    private final ObjectMapper json;
    private final Clock clock;

    SentryRefusals(ObjectMapper json, Clock clock) {
        this.json = json;
        this.clock = clock;
    }

    @Override
    public boolean handles(int status, MultivaluedMap<String, Object> headers) {
        // A status of 0 stands for a connection that failed: that is an exception of the client's own.
        return status >= 300;
    }

    @Override
    public SentryException toThrowable(Response response) {
        int status = response.getStatus();
        Reason reason = switch (status) {
            case 400 -> Reason.INVALID;
            case 401 -> Reason.UNAUTHENTICATED;
            case 403 -> Reason.REFUSED;
            case 404 -> Reason.NOT_FOUND;
            case 429 -> Reason.THROTTLED;
            case 503 -> body(response).path("error").asText().equals("apigateway") ? Reason.UNREACHED : Reason.UNAVAILABLE;
            default ->
                status / 100 == 3 ? Reason.MOVED : status == 408 || status >= 500 ? Reason.UNAVAILABLE : Reason.MISBEHAVED;
        };
        JsonNode body = reason == Reason.INVALID || reason == Reason.MOVED ? body(response) : json.nullNode();
        String slug = body.path("slug").asText();
        if (reason == Reason.MOVED && !SLUG.matcher(slug).matches()) {
            return new SentryException(Reason.MISBEHAVED, "Sentry answered " + status + " without the project's new slug");
        }
        return new SentryException(reason, "Sentry answered " + status,
                FIELDS.stream().filter(body::has).collect(Collectors.toUnmodifiableSet()), slug, retryAfter(response));
    }

    private JsonNode body(Response response) {
        try {
            return json.readTree(response.readEntity(String.class));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            // The body is missing or is not JSON. The status alone then says what went wrong.
            return json.nullNode();
        }
    }

    /**
     * Proxies send {@code Retry-After}, in seconds or as a date. Sentry sends the epoch second at which its limit resets,
     * and does so with every answer, so that it means something with 429 alone.
     */
    private Duration retryAfter(Response response) {
        long now = clock.instant().getEpochSecond();
        String asked = response.getHeaderString(HttpHeaders.RETRY_AFTER);
        String reset = response.getStatus() == 429 ? response.getHeaderString("X-Sentry-Rate-Limit-Reset") : null;
        long seconds = isNumber(asked) ? Long.parseLong(asked)
                : asked != null ? epochSecond(asked) - now : isNumber(reset) ? Long.parseLong(reset) - now : 0;
        return Duration.ofSeconds(Math.min(LONGEST_WAIT.toSeconds(), Math.max(0, seconds)));
    }

    private static boolean isNumber(String header) {
        return header != null && header.matches("\\d{1,12}");
    }

    /** @return zero for what is no date as HTTP writes it */
    private static long epochSecond(String date) {
        try {
            return ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME).toEpochSecond();
        } catch (DateTimeException e) {
            return 0;
        }
    }
}
