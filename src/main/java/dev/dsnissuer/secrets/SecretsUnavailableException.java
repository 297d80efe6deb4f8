package dev.dsnissuer.secrets;

/** There are no secrets for now, so nothing can be checked and nothing done. The message never holds what was read. */
public final class SecretsUnavailableException extends RuntimeException {

    private static final long serialVersionUID = 1;

    SecretsUnavailableException(String message) {
        super(message);
    }

    SecretsUnavailableException() {
        this("None were ever read, or not for an hour");
    }
}
