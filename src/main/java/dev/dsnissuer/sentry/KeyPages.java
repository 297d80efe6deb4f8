package dev.dsnissuer.sentry;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

import jakarta.inject.Singleton;

import dev.dsnissuer.sentry.SentryException.Reason;

/**
 * All keys of a project, page by page. Some servers count from the newest key: keys that are made while the pages are read then
 * move the others to later pages, and a page begins with keys that the page before has had already. The cursors of this class
 * name the last key that was seen, and a page begins right after that key wherever it stands by then.
 */
@Singleton
public class KeyPages {

    /** Of Sentry's pages, for the key to go on from: so many keys may be made between two pages. */
    private static final int MOST_LOOKS = 10;

    private final ClientKeys keys;

    KeyPages(ClientKeys keys) {
        this.keys = keys;
    }

    /**
     * Newest first, 100 at most. Costs a call to Sentry for the first page and two for each other, and one
     * more for each hundred keys made between the two.
     *
     * @param cursor what the page before said of the next one; null for the first
     * @throws SentryException if Sentry did not tell, or knows no such project; with {@link Reason#INVALID} if the cursor is
     *         none, or the key that it goes on from is gone
     */
    public KeyPage page(ProjectPath path, String cursor, Deadline deadline) {
        Cursor from = Cursor.parse(cursor);
        List<ClientKey> page = new ArrayList<>();
        Set<String> passed = new HashSet<>();
        boolean begun = from.lastSeen() == null;
        String at = from.sentry();
        int looks = 0;
        while (true) {
            KeyPage sentry = keys.list(path, at, deadline);
            for (ClientKey key : sentry.keys()) {
                if (passed.add(key.id()) && begun) {
                    if (page.size() == ClientKeys.LARGEST_PAGE) {
                        return new KeyPage(page, new Cursor(at, last(page)).toString());
                    }
                    page.add(key);
                }
                begun |= key.id().equals(from.lastSeen());
            }
            if (!begun && (sentry.next() == null || ++looks == MOST_LOOKS)) {
                throw new SentryException(Reason.INVALID, "Sentry lists no key that the cursor could go on from");
            }
            if (sentry.next() == null) {
                return new KeyPage(page, null);
            }
            if (page.size() == ClientKeys.LARGEST_PAGE) {
                return new KeyPage(page, new Cursor(at, last(page)).toString());
            }
            at = sentry.next();
        }
    }

    private static String last(List<ClientKey> page) {
        return page.get(page.size() - 1).id();
    }

    /**
     * Where a page begins.
     *
     * @param sentry Sentry's own, of a page that is not behind {@code lastSeen}; null for the first one
     * @param lastSeen the id of the key that the page before ended with; null where there was none
     */
    private record Cursor(String sentry, String lastSeen) {

        /** In no cursor of Sentry's. */
        private static final char SEPARATOR = '~';

        static Cursor parse(String text) {
            int separator = text == null ? -1 : text.lastIndexOf(SEPARATOR);
            return separator < 0 ? new Cursor(text, null)
                    : new Cursor(separator == 0 ? null : text.substring(0, separator), text.substring(separator + 1));
        }

        @Override
        public String toString() {
            return (sentry == null ? "" : sentry) + SEPARATOR + lastSeen;
        }
    }
}
