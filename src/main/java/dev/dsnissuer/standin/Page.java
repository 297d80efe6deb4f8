package dev.dsnissuer.standin;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A page of a project's keys, newest first, and the cursors of the pages beside it, which are there even if those are not. */
record Page(List<Key> keys, Cursor previous, boolean hasPrevious, Cursor next, boolean hasNext) {

    /**
     * Sentry's own way today: a cursor names the row that the page begins with, so keys that are made meanwhile move no page.
     *
     * @param newestFirst all keys that are listed
     */
    static Page byRowId(List<Key> newestFirst, Cursor from, int size) {
        return from.backwards() ? before(newestFirst, from, size) : after(newestFirst, from, size);
    }

    /** The way of other versions: a cursor counts keys from the newest, so a key that is made meanwhile moves every page. */
    static Page byOffset(List<Key> newestFirst, Cursor from, int size) {
        int first = (int) Math.min(from.offset(), newestFirst.size());
        int end = Math.min(first + size, newestFirst.size());
        return new Page(newestFirst.subList(first, end), new Cursor(0, Math.max(0, first - size), true), first > 0,
                new Cursor(0, (long) first + size, false), end < newestFirst.size());
    }

    private static Page after(List<Key> newestFirst, Cursor from, int size) {
        // One more than the page holds says whether there is a next page, and which row it begins with.
        List<Key> found = newestFirst.stream().filter(key -> from.value() == 0 || key.rowId <= from.value())
                .skip(from.offset()).limit(size + 1L).toList();
        boolean hasNext = found.size() > size;
        Cursor next = found.isEmpty() ? new Cursor(from.value(), from.offset(), false)
                : new Cursor(found.get(found.size() - 1).rowId, hasNext ? 0 : 1, false);
        return new Page(found.subList(0, Math.min(size, found.size())), new Cursor(firstRowId(found), 0, true),
                from.value() != 0 || from.offset() != 0, next, hasNext);
    }

    private static Page before(List<Key> newestFirst, Cursor from, int size) {
        List<Key> oldestFirst = new ArrayList<>(newestFirst);
        Collections.reverse(oldestFirst);
        // The row of the cursor itself is on the page after this one, unless it is gone.
        List<Key> found = new ArrayList<>(oldestFirst.stream().filter(key -> key.rowId > from.value())
                .skip(from.offset()).limit(size + 1L).toList());
        Collections.reverse(found);
        boolean hasPrevious = found.size() > size;
        List<Key> keys = found.subList(hasPrevious ? 1 : 0, found.size());
        return new Page(keys, new Cursor(firstRowId(keys), 0, true), hasPrevious,
                new Cursor(from.value() == 0 ? firstRowId(keys) : from.value(), 0, false), true);
    }

    private static long firstRowId(List<Key> keys) {
        return keys.isEmpty() ? 0 : keys.get(0).rowId;
    }
}
