package dev.dsnissuer.standin;

import java.math.BigInteger;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The field {@code rateLimit} of a POST or PUT as Sentry takes it in.
 *
 * @param count null where it was left out or sent as null
 * @param window in seconds; null where it was left out or sent as null
 * @param hasCount whether the count was sent, be it as null
 * @param hasWindow whether the window was sent, be it as null
 */
record RateLimitField(BigInteger count, BigInteger window, boolean hasCount, boolean hasWindow) {

    private static final BigInteger LARGEST_COLUMN = BigInteger.valueOf(Integer.MAX_VALUE);
    private static final BigInteger LARGEST_WINDOW = BigInteger.valueOf(86_400);
    private static final Pattern INTEGER = Pattern.compile("[+-]?\\d+");

    static RateLimitField read(JsonNode object, ObjectNode errors) {
        return new RateLimitField(integer(object, "count", null, errors), integer(object, "window", LARGEST_WINDOW, errors),
                object.has("count"), object.has("window"));
    }

    /** Whether both members were sent. */
    boolean complete() {
        return hasCount && hasWindow;
    }

    /** Whether no member was sent. */
    boolean empty() {
        return !hasCount && !hasWindow;
    }

    /** Whether the count is too large for its column. */
    boolean isCapped() {
        return count != null && count.compareTo(LARGEST_COLUMN) > 0;
    }

    /**
     * Sentry's code fails where it looks for a member that was not sent. When it creates a key it always looks for the count,
     * and it looks for the window only where the count is a number other than zero.
     */
    void failOnPost() {
        boolean looksForWindow = count != null && count.signum() != 0;
        if (!hasCount || looksForWindow && !hasWindow) {
            throw Refusal.internalError();
        }
    }

    /** When Sentry changes a key it always looks for the count, and for the window only where the count is a number. */
    void failOnPut() {
        if (!hasCount || count != null && !hasWindow) {
            throw Refusal.internalError();
        }
    }

    /** Zero or null in either means no limit. A count that is too large for its column is stored as the largest that is not. */
    void applyTo(Key key) {
        key.limit(count == null ? 0 : count.min(LARGEST_COLUMN).intValue(), window == null ? 0 : window.intValue());
    }

    /** Null where the member is absent, null, empty or wrong. */
    private static BigInteger integer(JsonNode object, String field, BigInteger most, ObjectNode errors) {
        JsonNode value = object.path(field);
        if (value.isMissingNode() || value.isNull() || value.isTextual() && value.textValue().isEmpty()) {
            return null;
        }
        String text = PythonText.strip(PythonText.digits(value)).replaceFirst("\\.0*$", "");
        if (!INTEGER.matcher(text).matches()) {
            KeyFields.reject(errors, field, "A valid integer is required.");
            return null;
        }
        BigInteger number = new BigInteger(text);
        if (number.signum() < 0) {
            KeyFields.reject(errors, field, "Ensure this value is greater than or equal to 0.");
        } else if (most != null && number.compareTo(most) > 0) {
            KeyFields.reject(errors, field, "Ensure this value is less than or equal to " + most + ".");
        }
        return number;
    }
}
