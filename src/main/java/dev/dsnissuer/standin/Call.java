package dev.dsnissuer.standin;

/** A request as the stand-in received it; the path is the raw one, the query left off. */
public record Call(String method, String path, String body) {
}
