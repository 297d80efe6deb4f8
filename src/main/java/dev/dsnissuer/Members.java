package dev.dsnissuer;

import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;

import dev.dsnissuer.Problem.Violation;

/**
 * What a request says, a JSON body's members or a query's parameters, taken one by one. Data binding would stop at the first
 * wrong type; this notes every violation, coerces nothing, and says which members nobody took.
 */
final class Members {

    private static final JsonFactory JSON = new JsonFactory();
    /** Stands for what no member may be: an array, null, a boolean or a number with a fraction or an exponent. */
    private static final Object UNWANTED = new Object();

    private final String path;
    private final Map<String, Object> members = new LinkedHashMap<>();
    private final List<Violation> violations;

    private Members(String path, List<Violation> violations) {
        this.path = path;
        this.violations = violations;
    }

    /** @throws Problem if the text is no JSON object and nothing else */
    static Members parse(byte[] text) {
        try (JsonParser parser = JSON.createParser(text)) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new Problem(List.of(new Violation("body", "must be a JSON object")));
            }
            Members members = read(parser, "", new ArrayList<>());
            if (parser.nextToken() != null) {
                throw new Problem(List.of(new Violation("body", "must be one JSON object and nothing after it")));
            }
            return members;
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            throw new Problem(List.of(new Violation("body", "is not valid JSON"
                    + (at == null ? "" : ": line " + at.getLineNr() + ", column " + at.getColumnNr()))));
        } catch (IOException e) {
            // Not every decoding error is a JsonProcessingException: broken UTF-8 is not.
            throw new Problem(List.of(new Violation("body", "is not valid JSON in UTF-8")));
        }
    }

    private static Members read(JsonParser parser, String path, List<Violation> violations) throws IOException {
        Members object = new Members(path, violations);
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            Object value = switch (parser.nextToken()) {
                case START_OBJECT -> read(parser, path + name + ".", violations);
                case VALUE_STRING -> parser.getText();
                // Any that is no int is beyond every rule's range.
                case VALUE_NUMBER_INT -> parser.getNumberType() == NumberType.INT ? parser.getIntValue() : Long.MAX_VALUE;
                default -> {
                    parser.skipChildren();
                    yield UNWANTED;
                }
            };
            object.add(name, value);
        }
        return object;
    }

    /** None yet, of a query. */
    Members() {
        this("", new ArrayList<>());
    }

    /** Notes where the name is there already. */
    void add(String name, Object value) {
        if (members.put(name, value) != null) {
            violation(name, "must not appear twice");
        }
    }

    /** Says of each that is absent that it is required. */
    void require(String... names) {
        for (String name : names) {
            if (!has(name)) {
                violation(name, "is required");
            }
        }
    }

    boolean has(String name) {
        return members.containsKey(name);
    }

    /** Null where absent or not a string. */
    String text(String name) {
        return take(name, String.class, "must be a string");
    }

    /** Null where absent or not an object. */
    Members object(String name) {
        return take(name, Members.class, "must be an object");
    }

    /** Zero where absent or no integer from 1 to {@code most}. */
    int integer(String name, int most) {
        String rule = "must be an integer from 1 to " + most;
        Number value = take(name, Number.class, rule);
        if (value == null) {
            return 0;
        }
        if (value.longValue() < 1 || value.longValue() > most) {
            violation(name, rule);
        }
        return value.intValue();
    }

    void violation(String name, String message) {
        violations.add(new Violation(path + name, message));
    }

    /** Says of every member not taken that it is unknown. */
    void end() {
        members.keySet().forEach(name -> violation(name, "is not known here"));
    }

    /** @throws Problem with all that was noted, if anything was */
    void requireValid() {
        if (!violations.isEmpty()) {
            throw new Problem(List.copyOf(violations));
        }
    }

    private <T> T take(String name, Class<T> type, String rule) {
        Object value = members.remove(name);
        if (value != null && !type.isInstance(value)) {
            violation(name, rule);
            return null;
        }
        return type.cast(value);
    }
}
