package dev.dsnissuer.caller;

/** The keys that JWTs are verified with cannot be had for now, so a JWT proves nothing. */
public final class KeysUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    KeysUnavailableException(String cause) {
        super("The JWKS could not be read: " + cause);
    }
}
