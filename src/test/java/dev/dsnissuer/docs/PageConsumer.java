package dev.dsnissuer.docs;

import dev.dsnissuer.testing.CookbookPage;

/** A consumer of the cookbook, as it follows its page. */
@FunctionalInterface
interface PageConsumer {

    /** Asks for a key once, as the page says, and returns the DSN that the consumer has got. */
    String dsn(CookbookPage page) throws Exception;
}
