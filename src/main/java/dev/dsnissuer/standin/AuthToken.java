package dev.dsnissuer.standin;

import java.util.Set;

/**
 * An auth token of Sentry's. An internal integration's begins with {@code sntryi_}, a user's with {@code sntryu_}, and an
 * organization's with {@code sntrys_}.
 *
 * @param organizations the slugs of the organizations it has access to
 * @param superuser whether it is a superuser's, who can choose a key's {@code useCase} and sees keys of every use
 */
public record AuthToken(String value, Set<String> scopes, Set<String> organizations, boolean superuser) {

    /** Whether any of its scopes allows the method. Sentry takes each broader one of these three for the narrower ones. */
    boolean allows(String method) {
        return switch (method) {
            case "GET" -> scopes.contains("project:read") || allows("POST");
            case "POST", "PUT" -> scopes.contains("project:write") || allows("DELETE");
            case "DELETE" -> scopes.contains("project:admin");
            default -> false;
        };
    }

    /** Whether its holder can see the key. Keys of another use than {@code user} are there for superusers only. */
    boolean sees(Key key) {
        return superuser || key.useCase.equals("user");
    }

    @Override
    public String toString() {
        return "AuthToken";
    }
}
