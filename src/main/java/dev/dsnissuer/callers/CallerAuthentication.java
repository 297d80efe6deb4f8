package dev.dsnissuer.callers;

import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.inject.Singleton;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;

import dev.dsnissuer.audit.AuditEntry;
import io.quarkus.security.AuthenticationFailedException;
import io.quarkus.security.UnauthorizedException;
import io.quarkus.security.identity.IdentityProviderManager;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.security.runtime.QuarkusSecurityIdentity;
import io.quarkus.security.spi.runtime.BlockingSecurityExecutor;
import io.quarkus.vertx.http.runtime.QuarkusHttpHeaders;
import io.quarkus.vertx.http.runtime.security.ChallengeData;
import io.quarkus.vertx.http.runtime.security.HttpAuthenticationMechanism;
import io.smallrye.mutiny.Uni;
import io.vertx.ext.web.RoutingContext;

/**
 * Resolves a request to exactly one caller, who becomes the principal of the request's identity, or refuses it. It reads the
 * Lambda event itself: in the HTTP request that the framework makes of it, headers are split at their commas.
 */
@Singleton
class CallerAuthentication implements HttpAuthenticationMechanism {

    private enum Credential {
        WEBHOOK,
        TOKEN,
        JWT
    }

    private static final Pattern BEARER = Pattern.compile("(?i:Bearer) +(\\S+)");
    private static final Pattern JWT = Pattern.compile("[\\w-]+\\.[\\w-]+\\.[\\w-]*");

    private final Callers callers;
    private final WebhookSignatures signatures;
    private final Jwts jwts;
    private final BlockingSecurityExecutor executor;

    CallerAuthentication(Callers callers, WebhookSignatures signatures, Jwts jwts, BlockingSecurityExecutor executor) {
        this.callers = callers;
        this.signatures = signatures;
        this.jwts = jwts;
        this.executor = executor;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext context, IdentityProviderManager identityProviders) {
        APIGatewayV2HTTPEvent event = ((QuarkusHttpHeaders) context.request().headers())
                .getContextObject(APIGatewayV2HTTPEvent.class);
        AuditEntry audit = AuditEntry.of(context);
        String authorization = event.getHeaders().get("authorization");
        String signature = event.getHeaders().get("webhook-signature");
        if (authorization == null && signature == null) {
            return Uni.createFrom().nullItem();
        }
        if (authorization != null && signature != null) {
            return refused();
        }
        if (signature == null) {
            Matcher bearer = BEARER.matcher(authorization);
            return bearer.matches() ? bearer(audit, bearer.group(1)) : refused();
        }
        audit.credential(Credential.WEBHOOK);
        return fetching(audit, () -> signer(event, signature));
    }

    private Uni<SecurityIdentity> bearer(AuditEntry audit, String token) {
        Optional<Caller> byToken = callers.byToken(token);
        boolean isJwt = byToken.isEmpty() && JWT.matcher(token).matches();
        audit.credential(isJwt ? Credential.JWT : Credential.TOKEN);
        return isJwt ? fetching(audit, () -> jwts.subject(token).flatMap(callers::bySubject)) : result(audit, byToken);
    }

    private Optional<Caller> signer(APIGatewayV2HTTPEvent event, String signature) {
        String id = event.getHeaders().getOrDefault("webhook-id", "");
        String timestamp = event.getHeaders().getOrDefault("webhook-timestamp", "");
        return id.isEmpty() ? Optional.empty()
                : signatures.signer(id, timestamp, signature, WebhookSignatures.signedBytes(event));
    }

    /** Checks on a worker thread, because secrets or a JWT issuer's keys may have to be fetched first. */
    private Uni<SecurityIdentity> fetching(AuditEntry audit, Supplier<Optional<Caller>> caller) {
        return executor.executeBlocking(caller)
                .chain(found -> result(audit, found));
    }

    private static Uni<SecurityIdentity> result(AuditEntry audit, Optional<Caller> caller) {
        if (caller.isEmpty()) {
            return refused();
        }
        audit.caller(caller.get().getName());
        return Uni.createFrom().item(QuarkusSecurityIdentity.builder().setPrincipal(caller.get()).build());
    }

    private static Uni<SecurityIdentity> refused() {
        return Uni.createFrom().failure(new AuthenticationFailedException());
    }

    /** Throws, so that the exception mapper gives this refusal the same kind of body as any other problem. */
    @Override
    public Uni<Boolean> sendChallenge(RoutingContext context) {
        return Uni.createFrom().failure(new UnauthorizedException());
    }

    @Override
    public Uni<ChallengeData> getChallenge(RoutingContext context) {
        return Uni.createFrom().item(new ChallengeData(401, "WWW-Authenticate", "Bearer"));
    }
}
