package dev.dsnissuer.standin;

import java.util.List;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The fields of a POST or PUT as Sentry takes them in: it ignores those that it does not know, takes numbers for strings and
 * strings for numbers, and goes on after the first wrong field to find them all.
 */
final class KeyFields {

    private static final Pattern HEX = Pattern.compile("[a-f0-9]{32}");
    private static final List<String> USE_CASES = List.of("user", "profiling", "escalating_issues", "tempest", "demo");

    /** What was found wrong so far: each field with a list of messages. */
    final ObjectNode errors = Json.object();
    private final JsonNode input;

    KeyFields(JsonNode input) {
        this.input = input;
        if (!input.isObject()) {
            reject(errors, "non_field_errors", "Invalid data. Expected a dictionary, but got " + PythonText.type(input) + ".");
        }
    }

    /** Null where it is absent, null or blank. */
    String name() {
        if (!input.hasNonNull("name")) {
            return null;
        }
        String name = text("name");
        if (name == null) {
            return null;
        }
        if (name.codePointCount(0, name.length()) > 64) {
            reject(errors, "name", "Ensure this field has no more than 64 characters.");
        }
        if (name.indexOf('\0') >= 0) {
            reject(errors, "name", "Null characters are not allowed.");
        }
        name.codePoints().filter(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE).findFirst().ifPresent(
                c -> reject(errors, "name", "Surrogate characters are not allowed: U+%X.".formatted(c)));
        return name.isEmpty() ? null : name;
    }

    /** 32 lower-case hex characters, or null where the server shall choose. */
    String hex(String field) {
        if (!input.hasNonNull(field)) {
            return null;
        }
        String value = text(field);
        if (value == null) {
            return null;
        }
        if (value.isEmpty()) {
            reject(errors, field, "This field may not be blank.");
        } else if (!HEX.matcher(value).matches()) {
            reject(errors, field, "This value does not match the required pattern.");
        }
        return value;
    }

    String useCase() {
        return choice("useCase", USE_CASES);
    }

    String browserSdkVersion() {
        return choice("browserSdkVersion", Key.BROWSER_SDKS);
    }

    /** Null where it is left out. */
    Boolean active() {
        JsonNode value = input.path("isActive");
        if (!value.isMissingNode() && !value.isBoolean()) {
            reject(errors, "isActive", "Must be a valid boolean.");
        }
        return value.isBoolean() ? value.asBoolean() : null;
    }

    JsonNode loaderOptions() {
        return input.path("dynamicSdkLoaderOptions");
    }

    /**
     * Null where it is absent, and where it is null and may be so.
     *
     * @param nullable whether null is allowed: with a POST it is not, with a PUT it {@link #clearsRateLimit clears} the limit
     */
    RateLimitField rateLimit(boolean nullable) {
        JsonNode value = input.get("rateLimit");
        if (value == null || value.isNull() && nullable) {
            return null;
        }
        if (value.isNull()) {
            reject(errors, "rateLimit", "This field may not be null.");
            return null;
        }
        ObjectNode wrong = Json.object();
        if (!value.isObject()) {
            reject(wrong, "non_field_errors", "Invalid data. Expected a dictionary, but got " + PythonText.type(value) + ".");
        }
        RateLimitField field = RateLimitField.read(value, wrong);
        if (!wrong.isEmpty()) {
            errors.set("rateLimit", wrong);
        }
        return field;
    }

    boolean clearsRateLimit() {
        return input.path("rateLimit").isNull();
    }

    /** One of the choices, or null where the field is left out. */
    private String choice(String field, List<String> choices) {
        if (!input.has(field)) {
            return null;
        }
        String value = input.get(field).asText();
        if (!choices.contains(value)) {
            reject(errors, field, "\"" + value + "\" is not a valid choice.");
        }
        return value;
    }

    /** The field's text, trimmed, where a number is taken for its digits; null with an error where it is neither. */
    private String text(String field) {
        JsonNode value = input.get(field);
        if (!value.isTextual() && !value.isNumber()) {
            reject(errors, field, "Not a valid string.");
            return null;
        }
        return PythonText.strip(value.asText());
    }

    /** Adds a message to those that the field has. */
    static void reject(ObjectNode errors, String field, String message) {
        ArrayNode messages = errors.has(field) ? (ArrayNode) errors.get(field) : errors.putArray(field);
        messages.add(message);
    }
}
