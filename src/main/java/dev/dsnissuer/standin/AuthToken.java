package dev.dsnissuer.standin;

import java.util.Set;

/**
 * A Sentry auth token: internal-integration ({@code sntryi_}), user ({@code sntryu_}) or organization ({@code sntrys_}).
 *
 * @param organizations the slugs of the organizations it has access to
 * @param superuser whether {@code useCase} is heeded
 */
public record AuthToken(String value, Set<String> scopes, Set<String> organizations, boolean superuser) {

    /** Whether any scope allows the method; Sentry takes the broader scopes for the narrower ones, but only these three. */
    boolean allows(String method) {
        return switch (method) {
            case "GET" -> scopes.contains("project:read") || allows("POST");
            case "POST", "PUT" -> scopes.contains("project:write") || allows("DELETE");
            case "DELETE" -> scopes.contains("project:admin");
            default -> false;
        };
    }

    /** Whether it can look the key up, list it and change it: keys of another use than {@code user} are for superusers only. */
    boolean sees(Key key) {
        return superuser || key.useCase.equals("user");
    }

    @Override
    public String toString() {
        return "AuthToken";
    }
}
