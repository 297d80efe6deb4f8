package dev.dsnissuer.standin;

/**
 * A request that the stand-in received, for tests to look at.
 *
 * @param path as it was sent, without the query
 */
public record Call(String method, String path, String body) {
}
