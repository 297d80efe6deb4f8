package dev.dsnissuer.docs;

import java.nio.file.Path;

import dev.dsnissuer.testing.CookbookPage;

/** A consumer of the cookbook, as it follows its page. */
@FunctionalInterface
interface PageConsumer {

    /**
     * Asks for a key once, as the page says.
     *
     * @param folder for files that the consumer needs
     * @return the DSN that the consumer has got
     */
    String dsn(CookbookPage page, Path folder) throws Exception;
}
