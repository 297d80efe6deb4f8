package dev.dsnissuer.caller;

import java.util.Locale;

import io.vertx.ext.web.RoutingContext;

/** How a request shows who is asking. */
public enum Credential {
    WEBHOOK,
    TOKEN,
    JWT;

    /** What the request showed, whether it verified or not; null where it showed nothing, or more than one thing. */
    public static Credential of(RoutingContext request) {
        return request.get(Credential.class.getName());
    }

    void shownBy(RoutingContext request) {
        request.put(Credential.class.getName(), this);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
