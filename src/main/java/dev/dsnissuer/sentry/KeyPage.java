package dev.dsnissuer.sentry;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A page of a project's keys, newest first.
 *
 * @param next the next page's cursor, or null on the last one
 */
record KeyPage(List<ClientKey> keys, String next) {

    /** Both relations are always there: what counts is whether there are results. The URL itself is never followed. */
    private static final Pattern NEXT = Pattern
            .compile("<[^>]*>;\\s*rel=\"next\";\\s*results=\"true\";\\s*cursor=\"([0-9:]+)\"");

    static KeyPage of(List<ClientKey> keys, String link) {
        Matcher next = NEXT.matcher(link == null ? "" : link);
        return new KeyPage(keys, next.find() ? next.group(1) : null);
    }
}
