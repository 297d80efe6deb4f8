package dev.dsnissuer.standin;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * The field {@code rateLimit} of a POST or PUT as Sentry takes it in.
 *
 * @param count null where it is left out or null, as {@code window} is
 * @param hasCount whether it was sent, be it as null, as {@code hasWindow} tells of the window
 */
record RateLimitField(BigInteger count, BigInteger window, boolean hasCount, boolean hasWindow) {

    private static final BigInteger LARGEST_COLUMN = BigInteger.valueOf(Integer.MAX_VALUE);
    private static final BigInteger LARGEST_WINDOW = BigInteger.valueOf(86_400);
    private static final Pattern INTEGER = Pattern.compile("[+-]?\\d+");
    /** From here on Python writes a float with an exponent, which Sentry then does not read as an integer. */
    private static final double FIRST_WITH_EXPONENT = 1e16;

    static RateLimitField read(JsonNode object, ObjectNode errors) {
        return new RateLimitField(integer(object, "count", null, errors), integer(object, "window", LARGEST_WINDOW, errors),
                object.has("count"), object.has("window"));
    }

    boolean complete() {
        return hasCount && hasWindow;
    }

    boolean empty() {
        return !hasCount && !hasWindow;
    }

    boolean isCapped() {
        return count != null && count.compareTo(LARGEST_COLUMN) > 0;
    }

    /** Creating, Sentry looks for the window only where the count is not zero, and fails on what it looks for and misses. */
    void failOnPost() {
        boolean looksForWindow = count != null && count.signum() != 0;
        if (!hasCount || looksForWindow && !hasWindow) {
            throw Refusal.internalError();
        }
    }

    /** Changing, Sentry looks for the window only where the count is not null, and fails likewise. */
    void failOnPut() {
        if (!hasCount || count != null && !hasWindow) {
            throw Refusal.internalError();
        }
    }

    /** Zero or null in either is no limit; a count that its column cannot hold is stored as the largest that it can. */
    void applyTo(Key key) {
        key.limit(count == null ? 0 : count.min(LARGEST_COLUMN).intValue(), window == null ? 0 : window.intValue());
    }

    private static BigInteger integer(JsonNode object, String field, BigInteger most, ObjectNode errors) {
        JsonNode value = object.path(field);
        if (value.isMissingNode() || value.isNull() || value.isTextual() && value.textValue().isEmpty()) {
            return null;
        }
        String text = KeyFields.strip(text(value)).replaceFirst("\\.0*$", "");
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

    /** As Python writes the value, which is what Sentry looks for an integer in. */
    private static String text(JsonNode value) {
        if (value.isFloatingPointNumber() && Math.abs(value.doubleValue()) < FIRST_WITH_EXPONENT) {
            return BigDecimal.valueOf(value.doubleValue()).toPlainString();
        }
        return value.isBoolean() ? "" : value.asText();
    }
}
