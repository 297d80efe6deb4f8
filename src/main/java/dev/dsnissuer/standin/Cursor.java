package dev.dsnissuer.standin;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where a page begins, as Sentry writes it: {@code VALUE:OFFSET:BACKWARDS}.
 *
 * @param value the row id of the key that the page begins with, or 0 to begin with the newest
 * @param offset how many keys to skip from there
 * @param backwards whether the page lies before that key, not after it
 */
record Cursor(long value, long offset, boolean backwards) {

    static final Cursor START = new Cursor(0, 0, false);

    private static final Pattern FORM = Pattern.compile("(-?\\d+):(-?\\d+):(-?\\d+)");

    /** Refuses what is no cursor, and fails as Sentry does where the numbers are none that its database can work with. */
    static Cursor parse(String text) {
        Matcher form = FORM.matcher(text);
        if (!form.matches()) {
            throw Refusal.badRequest("Invalid cursor parameter.");
        }
        Cursor cursor;
        try {
            cursor = new Cursor(Long.parseLong(form.group(1)), Long.parseLong(form.group(2)),
                    Long.parseLong(form.group(3)) != 0);
        } catch (NumberFormatException e) {
            throw Refusal.internalError();
        }
        if (cursor.offset < 0) {
            throw Refusal.internalError();
        }
        return cursor;
    }

    @Override
    public String toString() {
        return value + ":" + offset + ":" + (backwards ? 1 : 0);
    }
}
