package dev.dsnissuer.secrets;

/**
 * Something that requests are checked with, the secrets or a JWT issuer's keys, cannot be had for now, so nothing can be done.
 * The message never holds what was read.
 */
public final class UnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    public UnavailableException(String message) {
        super(message);
    }
}
