package dev.dsnissuer.docs;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** What consumers have in common that fill in a template and send it. */
final class Requests {

    static final ObjectMapper JSON = new ObjectMapper();

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    /** A plain reference to a value, as the templates of Backstage, GitLab, Go, Port and Crossplane spell it. */
    private static final Pattern REFERENCE = Pattern.compile("\\$?\\{\\{\\s*\\.?([\\w.:-]+)\\s*}}");

    private Requests() {
    }

    /** @param values by their names, without the braces and the dot before them */
    static String fill(String template, Map<String, String> values) {
        String filled = REFERENCE.matcher(template).replaceAll(reference -> {
            String value = values.get(reference.group(1));
            if (value == null) {
                throw new AssertionError("Nobody fills in " + reference.group());
            }
            return Matcher.quoteReplacement(value);
        });
        if (filled.contains("{{")) {
            throw new AssertionError("This is more than a plain reference: " + filled);
        }
        return filled;
    }

    /** @return the body of the answer */
    static JsonNode send(String method, String url, Map<String, String> headers, String body)
            throws IOException, InterruptedException {
        return JSON.readTree(exchange(method, url, headers, body).body());
    }

    static HttpResponse<String> exchange(String method, String url, Map<String, String> headers, String body)
            throws IOException, InterruptedException {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url)).method(method, BodyPublishers.ofString(body));
        headers.forEach(request::header);
        return CLIENT.send(request.build(), BodyHandlers.ofString());
    }
}
