package dev.dsnissuer.keys;

import java.text.Normalizer;

import dev.dsnissuer.sentry.ProjectPath;

/**
 * What a key is known by.
 *
 * @param name trimmed, in Unicode NFC, compared case-sensitively
 */
public record KeyName(ProjectPath project, String name) {

    /** A name as it is compared: trimmed as Sentry trims, which takes non-breaking spaces and NEL for space, and in NFC. */
    public static String normalized(String name) {
        return Normalizer.normalize(trimmed(name), Normalizer.Form.NFC);
    }

    public static String trimmed(String name) {
        int start = 0;
        int end = name.length();
        while (start < end && isSpace(name.charAt(start))) {
            start++;
        }
        while (start < end && isSpace(name.charAt(end - 1))) {
            end--;
        }
        return name.substring(start, end);
    }

    private static boolean isSpace(char c) {
        return Character.isWhitespace(c) || Character.isSpaceChar(c) || c == '\u0085';
    }
}
