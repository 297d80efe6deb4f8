package dev.dsnissuer.callers;

/** A credential that resolves to no caller. The message is for the operator, and holds nothing that the sender chose. */
final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1;

    final Reason reason;

    RefusedException(Reason reason) {
        this(reason, null);
    }

    /** @param message what the operator should be warned of */
    RefusedException(Reason reason, String message) {
        super(message);
        this.reason = reason;
    }
}
