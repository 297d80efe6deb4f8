package dev.dsnissuer.sentry;

import jakarta.inject.Singleton;
import jakarta.ws.rs.client.ClientRequestContext;
import jakarta.ws.rs.client.ClientRequestFilter;
import jakarta.ws.rs.core.HttpHeaders;

import dev.dsnissuer.secrets.Secrets;

/** Sends the function's own token with every call. */
@Singleton
class SentryAuthorization implements ClientRequestFilter {

    private final Secrets secrets;

    SentryAuthorization(Secrets secrets) {
        this.secrets = secrets;
    }

    @Override
    public void filter(ClientRequestContext request) {
        request.getHeaders().putSingle(HttpHeaders.AUTHORIZATION, "Bearer " + secrets.sentryAuthToken());
    }
}
