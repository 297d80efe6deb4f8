package dev.dsnissuer.standin;

import io.vertx.core.MultiMap;

/**
 * A request as the stand-in's endpoints read it.
 *
 * @param path without the prefix under which the server is installed
 * @param query as it stands in the URL with its question mark, or empty
 */
record Request(String method, String path, String query, MultiMap parameters, MultiMap headers, byte[] body) {

    /** The headers hold a token, so nothing of the request is written anywhere. */
    @Override
    public String toString() {
        return "Request";
    }
}
