package dev.dsnissuer.sentry;

import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.dsnissuer.sentry.SentryException.Reason;

/**
 * A page of a project's keys, newest first.
 *
 * @param next the next page's cursor, or null on the last one
 * @param isLast whether Sentry says that there is no next page; it may also say nothing
 * @param isMissingSome whether Sentry sent null in the place of a key, as it does for one that it cannot write as JSON
 */
public record KeyPage(List<ClientKey> keys, String next, boolean isLast, boolean isMissingSome) {

    /**
     * Sentry always sends both relations; only {@code results="true"} says that there is a next page. Its cursor is taken and
     * its URL is not, because the URL's host comes from the server's own configuration.
     */
    private static final Pattern NEXT = Pattern
            .compile("rel=\"next\";\\s*results=\"(true|false)\"(?:;\\s*cursor=\"([^\"]+)\")?");

    /** @throws SentryException if there is a next page but no cursor for it, since the names on it would be missed */
    static KeyPage of(List<ClientKey> keys, String link) {
        List<ClientKey> readable = keys.stream().filter(Objects::nonNull).toList();
        boolean isMissingSome = readable.size() < keys.size();
        Matcher next = NEXT.matcher(link == null ? "" : link);
        boolean isSaid = next.find();
        if (!isSaid || next.group(1).equals("false")) {
            return new KeyPage(readable, null, isSaid, isMissingSome);
        }
        if (next.group(2) == null) {
            throw new SentryException(Reason.MISBEHAVED, "Sentry has more keys, but no cursor for them");
        }
        return new KeyPage(readable, next.group(2), false, isMissingSome);
    }

    /** Whether a key that is not on this page does not exist, given that this is the first page. */
    public boolean isWhole() {
        return isLast && !isMissingSome;
    }
}
