package dev.dsnissuer.caller;

/** The keys that JWTs are verified with cannot be had for now, so a JWT proves nothing. */
public final class KeysUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    KeysUnavailableException() {
        super("There are no keys to verify a JWT with");
    }
}
