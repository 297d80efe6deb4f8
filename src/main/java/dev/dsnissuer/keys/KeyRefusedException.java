package dev.dsnissuer.keys;

/** The caller does not get what it asks for, although Sentry did its part. */
public final class KeyRefusedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    /** Why the caller does not get it. */
    public enum Reason {
        /** The caller's policy does not allow the operation in this project. Sentry was not called. */
        NOT_PERMITTED,
        /** The caller's policy does not allow so high a rate limit. Sentry was not called. */
        RATE_LIMIT_TOO_HIGH,
        /** The cursor is none of Sentry's. */
        CURSOR,
        /** The project has no such key. */
        UNKNOWN_KEY,
        /** The key of the name is inactive. */
        DEACTIVATED,
        /** The key of the name has another rate limit. */
        RATE_LIMIT_DIFFERS,
        /** Sentry made the key, but without its rate limit. */
        RATE_LIMIT_NOT_APPLIED
    }

    private final Reason reason;
    private final String publicKey;

    KeyRefusedException(Reason reason) {
        this(reason, null);
    }

    KeyRefusedException(Reason reason, String publicKey) {
        super(reason.name());
        this.reason = reason;
        this.publicKey = publicKey;
    }

    public Reason reason() {
        return reason;
    }

    /** The public key of the key that is refused; null if the refusal is about none. */
    public String publicKey() {
        return publicKey;
    }
}
