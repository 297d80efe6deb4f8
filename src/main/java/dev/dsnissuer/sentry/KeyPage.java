package dev.dsnissuer.sentry;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import dev.dsnissuer.sentry.SentryException.Reason;

/**
 * A page of a project's keys, newest first.
 *
 * @param next the next page's cursor, or null on the last one
 */
public record KeyPage(List<ClientKey> keys, String next) {

    /**
     * Sentry always sends both relations; only {@code results="true"} says that there is a next page. Its cursor is taken and
     * its URL is not, because the URL's host comes from the server's own configuration.
     */
    private static final Pattern NEXT = Pattern.compile("rel=\"next\";\\s*results=\"true\"(?:;\\s*cursor=\"([^\"]+)\")?");

    /** @throws SentryException if there is a next page but no cursor for it, since the names on it would be missed */
    static KeyPage of(List<ClientKey> keys, String link) {
        Matcher next = NEXT.matcher(link == null ? "" : link);
        if (!next.find()) {
            return new KeyPage(keys, null);
        }
        if (next.group(1) == null) {
            throw new SentryException(Reason.MISBEHAVED, "Sentry has more keys, but no cursor for them");
        }
        return new KeyPage(keys, next.group(1));
    }
}
