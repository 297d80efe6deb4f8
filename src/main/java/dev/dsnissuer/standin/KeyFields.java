package dev.dsnissuer.standin;

import java.util.List;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The fields of a POST or PUT, checked and coerced as Sentry's serializers do: unknown ones are ignored, numbers may come as
 * strings, and the errors map each field to its messages.
 */
final class KeyFields {

    private static final Pattern HEX = Pattern.compile("[a-f0-9]{32}");
    private static final List<String> USE_CASES = List.of("user", "profiling", "escalating_issues", "tempest", "demo");

    final ObjectNode errors = Json.object();
    private final JsonNode input;

    KeyFields(JsonNode input) {
        this.input = input;
        if (!input.isObject()) {
            reject(errors, "non_field_errors", "Invalid data. Expected a dictionary, but got " + pythonType(input) + ".");
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

    /** 32 lower-case hex characters, or null to let the server choose. */
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

    /** Null where absent, or on a PUT, which {@link #clearsRateLimit clears} it then, null. */
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
            reject(wrong, "non_field_errors", "Invalid data. Expected a dictionary, but got " + pythonType(value) + ".");
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
        return strip(value.asText());
    }

    /** As Python's {@code str.strip()} does, which takes more for space than Java's. */
    static String strip(String text) {
        int start = 0;
        int end = text.length();
        while (start < end && isSpace(text.charAt(start))) {
            start++;
        }
        while (end > start && isSpace(text.charAt(end - 1))) {
            end--;
        }
        return text.substring(start, end);
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
    }

    static void reject(ObjectNode errors, String field, String message) {
        ArrayNode messages = errors.has(field) ? (ArrayNode) errors.get(field) : errors.putArray(field);
        messages.add(message);
    }

    private static String pythonType(JsonNode node) {
        return node.isArray() ? "list"
                : node.isTextual() ? "str" : node.isNumber() ? "int" : node.isBoolean() ? "bool" : "NoneType";
    }
}
