package dev.dsnissuer.standin;

import java.math.BigDecimal;

import com.fasterxml.jackson.databind.JsonNode;

/** What Python makes of text and numbers where Java makes something else of them: Sentry is written in Python. */
final class PythonText {

    /** From this number on Python writes a floating-point number with an exponent. */
    private static final double FIRST_WITH_EXPONENT = 1e16;

    private PythonText() {
    }

    /** Trims as {@code str.strip()} does, which also takes the no-break space and some control characters for space. */
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

    /** Writes a JSON value as {@code str()} does; of the values that hold no digits, only the digits' absence is kept. */
    static String digits(JsonNode value) {
        if (value.isFloatingPointNumber() && Math.abs(value.doubleValue()) < FIRST_WITH_EXPONENT) {
            return BigDecimal.valueOf(value.doubleValue()).toPlainString();
        }
        return value.asText();
    }

    /** The name of the type that Python reads a JSON value into. */
    static String type(JsonNode value) {
        return value.isArray() ? "list"
                : value.isTextual() ? "str"
                        : value.isBoolean() ? "bool"
                                : value.isIntegralNumber() ? "int" : value.isNumber() ? "float" : "NoneType";
    }
}
