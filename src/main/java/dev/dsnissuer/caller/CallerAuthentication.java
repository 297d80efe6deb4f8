package dev.dsnissuer.caller;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.inject.Singleton;

import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.identity.request.AuthenticationRequest;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpHeaders;
import io.vertx.ext.web.RoutingContext;

/** Resolves a request to exactly one caller, its identity's principal, or refuses it. */
@Singleton
class CallerAuthentication implements HttpAuthenticationMechanism {

    private static final Pattern BEARER = Pattern.compile("(?i:Bearer) +(\\S+)");

    private final Callers callers;

    CallerAuthentication(Callers callers) {
        this.callers = callers;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager identityProviders) {
        // On Lambda a header comes split at its commas; no token has one, so anything but a single value is refused.
        List<String> authorization = context.request().headers().getAll(HttpHeaders.AUTHORIZATION);
        boolean signed = context.request().headers().contains("webhook-signature");
        if (authorization.isEmpty() && !signed) {
            return Uni.createFrom().nullItem();
        }
        return caller(authorization, signed)
                .map(caller -> Uni.createFrom().<SecurityIdentity> item(
                        QuarkusSecurityIdentity.builder().setPrincipal(caller).build()))
                .orElseGet(() -> Uni.createFrom().failure(new AuthenticationFailedException()));
    }

    private Optional<Caller> caller(List<String> authorization, boolean signed) {
        if (authorization.size() != 1 || signed) {
            return Optional.empty();
        }
        Matcher bearer = BEARER.matcher(authorization.get(0));
        return bearer.matches() ? callers.byToken(bearer.group(1)) : Optional.empty();
    }

    @Override
    public Set<Class<? extends AuthenticationRequest>> getCredentialTypes() {
        return Set.of();
    }

    /** Left to the resource's exception mappers, so that a refusal has a body like any other problem. */
    @Override
    public Uni<Boolean> sendChallenge(RoutingContext context) {
        return Uni.createFrom().failure(new UnauthorizedException());
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().item(new ChallengeData(401, "WWW-Authenticate", "Bearer"));
    }
}
