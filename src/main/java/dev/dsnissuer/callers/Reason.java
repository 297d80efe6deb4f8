package dev.dsnissuer.callers;

/** Why a request is refused with 401. The operator reads it in the audit line; the sender is never told. */
enum Reason {
    NO_CREDENTIAL,
    /** A signature and an {@code Authorization} header. */
    SEVERAL_CREDENTIALS,
    /** A credential that is not of the form that any credential has. */
    MALFORMED,
    UNKNOWN_TOKEN,
    BAD_SIGNATURE,
    STALE_TIMESTAMP,
    /** A signature covers the body alone, so it is no credential for a request that has none. */
    WEBHOOK_NOT_ACCEPTED,
    UNKNOWN_ISSUER,
    /** A JWT whose signature does not verify, or whose claims cannot be used. */
    BAD_JWT,
    EXPIRED_JWT,
    WRONG_AUDIENCE,
    /** A JWT that verifies, and whose caller claim names no caller, or more than one. */
    UNKNOWN_SUBJECT
}
