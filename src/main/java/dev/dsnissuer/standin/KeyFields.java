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

    /** Null where absent, null or blank. */
    String name() {
        if (!input.hasNonNull("name")) {
            return null;
        }
        JsonNode value = input.get("name");
        if (!value.isTextual() && !value.isNumber()) {
            reject(errors, "name", "Not a valid string.");
            return null;
        }
        String name = value.asText().strip();
        if (name.codePointCount(0, name.length()) > 64) {
            reject(errors, "name", "Ensure this field has no more than 64 characters.");
        }
        if (name.indexOf('\0') >= 0) {
            reject(errors, "name", "Null characters are not allowed.");
        }
        return name.isEmpty() ? null : name;
    }

    /** 32 lower-case hex characters, or null. */
    String hex(String field) {
        if (!input.hasNonNull(field)) {
            return null;
        }
        String value = input.get(field).asText();
        if (!HEX.matcher(value).matches()) {
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
        ObjectNode wrong = Json.object();
        if (value.isNull()) {
            reject(errors, "rateLimit", "This field may not be null.");
            return null;
        }
        if (!value.isObject()) {
            reject(wrong, "non_field_errors", "Invalid data. Expected a dictionary, but got " + pythonType(value) + ".");
        }
        var field = new RateLimitField(
                integer(value, "count", Integer.MAX_VALUE, wrong), integer(value, "window", 86_400, wrong),
                value.has("count") && value.has("window"));
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

    private static Integer integer(JsonNode object, String field, int most, ObjectNode wrong) {
        JsonNode value = object.path(field);
        if (value.isMissingNode() || value.isNull() || value.isTextual() && value.asText().isBlank()) {
            return null;
        }
        long number;
        try {
            number = value.isBoolean() ? Long.parseLong("") : Long.parseLong(value.asText().strip().replaceFirst("\\.0*$", ""));
        } catch (NumberFormatException e) {
            reject(wrong, field, "A valid integer is required.");
            return null;
        }
        if (number < 0) {
            reject(wrong, field, "Ensure this value is greater than or equal to 0.");
        } else if (number > most) {
            reject(wrong, field, "Ensure this value is less than or equal to " + most + ".");
        }
        return (int) number;
    }

    private static void reject(ObjectNode errors, String field, String message) {
        ArrayNode messages = errors.has(field) ? (ArrayNode) errors.get(field) : errors.putArray(field);
        messages.add(message);
    }

    private static String pythonType(JsonNode node) {
        return node.isArray() ? "list"
                : node.isTextual() ? "str" : node.isNumber() ? "int" : node.isBoolean() ? "bool" : "NoneType";
    }

    /** @param complete whether both members were sent, be it as null */
    record RateLimitField(Integer count, Integer window, boolean complete) {

        int countOrZero() {
            return count == null ? 0 : count;
        }

        int windowOrZero() {
            return window == null ? 0 : window;
        }
    }
}
