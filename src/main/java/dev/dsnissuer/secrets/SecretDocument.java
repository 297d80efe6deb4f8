package dev.dsnissuer.secrets;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

import io.quarkus.runtime.configuration.ConfigurationException;

/**
 * Takes the secret document apart. It refuses whatever is not exactly the document described: to go on with yesterday's
 * document is safer than to use half of today's.
 */
final class SecretDocument {

    private static final ObjectMapper JSON = JsonMapper.builder()
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS).enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .build();

    /** Of a member whose name is surely no secret in the wrong place. */
    private static final Pattern PATH = Pattern
            .compile("[a-z-]{1,30}(?:\\[\\d+])?|callers\\.[a-z0-9-]{1,64}(?:\\.(?:[a-z-]|256){1,30}(?:\\[\\d+])?){0,2}");

    private SecretDocument() {
    }

    /**
     * @param derived whether a derivation secret is required
     * @throws ConfigurationException naming the path of the member, never the value, that is missing or wrong
     */
    static Secrets read(String json, boolean derived) {
        DocumentObject document = new DocumentObject("", parse(json));
        Secrets secrets = Secrets.of(Source.DOCUMENT, document.text("sentry-auth-token"), derived,
                document.text("derivation-secret"), document.texts("previous-derivation-secrets", List.of()),
                callers(document.object("callers")));
        document.refuseTheRest();
        return secrets;
    }

    private static Map<String, CallerSettings> callers(DocumentObject callers) {
        Map<String, CallerSettings> settings = new LinkedHashMap<>();
        if (callers != null) {
            for (String name : callers.names()) {
                if (!IssuerKeys.isName(name)) {
                    // It may be a secret in the wrong place, and is not printed.
                    throw new ConfigurationException("callers must have names of lower-case letters, digits and dashes only");
                }
                settings.put(name, CallerSettings.of(callers.object(name)));
            }
        }
        return settings;
    }

    /** The parser's own messages quote the document, so nothing of them is kept but the place. */
    private static JsonNode parse(String json) {
        try {
            JsonNode document = JSON.readTree(json);
            if (!document.isObject()) {
                throw new ConfigurationException("it is no JSON object");
            }
            return document;
        } catch (JsonProcessingException e) {
            boolean isTwice = e.getOriginalMessage() != null && e.getOriginalMessage().startsWith("Duplicate field");
            JsonLocation place = e.getLocation();
            throw new ConfigurationException(path(e) + (isTwice ? " is there twice" : " is where it stops being JSON")
                    + (place == null ? "" : ": line " + place.getLineNr() + ", column " + place.getColumnNr()));
        }
    }

    private static String path(JsonProcessingException e) {
        String path = e.getProcessor() instanceof JsonParser parser
                ? parser.getParsingContext().pathAsPointer().toString().replaceFirst("^/", "")
                        .replaceAll("/(\\d+)(?=/|$)", "[$1]").replace('/', '.')
                : "";
        return PATH.matcher(path).matches() ? path : "a member";
    }
}
