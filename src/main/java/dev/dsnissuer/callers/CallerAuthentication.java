package dev.dsnissuer.callers;

import java.time.Duration;

import jakarta.inject.Singleton;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;

import dev.dsnissuer.audit.AuditEntry;
import dev.dsnissuer.sentry.Deadline;
import dev.dsnissuer.sentry.Deadlines;
import io.quarkus.logging.Log;
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
 * Makes the caller of a request the principal of the request's identity, or refuses the request. It hands on the Lambda event
 * itself: in the HTTP request that the framework makes of it, headers are split at their commas.
 */
@Singleton
class CallerAuthentication implements HttpAuthenticationMechanism {

    /** How long it may take to know the caller: reading the secret document and an issuer's keys, each of them twice. */
    private static final Duration LONGEST = Duration.ofSeconds(4);

    private final CredentialCheck check;
    private final Deadlines deadlines;
    private final BlockingSecurityExecutor executor;

    CallerAuthentication(CredentialCheck check, Deadlines deadlines, BlockingSecurityExecutor executor) {
        this.check = check;
        this.deadlines = deadlines;
        this.executor = executor;
    }

    @Override
    public Uni<SecurityIdentity> authenticate(RoutingContext request, IdentityProviderManager identityProviders) {
        AuditEntry audit = AuditEntry.of(request);
        QuarkusHttpHeaders context = (QuarkusHttpHeaders) request.request().headers();
        APIGatewayV2HTTPEvent event = context.getContextObject(APIGatewayV2HTTPEvent.class);
        if (!event.getHeaders().containsKey("authorization") && !WebhookSignatures.isSigned(event.getHeaders())) {
            audit.reason(Reason.NO_CREDENTIAL);
            return Uni.createFrom().nullItem();
        }
        Duration left = deadlines.of(request).left();
        Deadline deadline = Deadline.in(left.compareTo(LONGEST) < 0 ? left : LONGEST);
        // On a worker thread, because secrets or a JWT issuer's keys may have to be fetched first.
        return executor.executeBlocking(() -> check.caller(event, audit, deadline))
                .onFailure(RefusedException.class).transform(e -> noted(e, audit))
                .map(caller -> {
                    audit.caller(caller.getName());
                    return QuarkusSecurityIdentity.builder().setPrincipal(caller).build();
                });
    }

    private static AuthenticationFailedException noted(RefusedException e, AuditEntry audit) {
        audit.reason(e.reason);
        if (e.getMessage() != null) {
            Log.warn(e.getMessage());
        }
        return new AuthenticationFailedException();
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
