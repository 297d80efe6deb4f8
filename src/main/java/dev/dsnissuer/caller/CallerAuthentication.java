package dev.dsnissuer.caller;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import jakarta.inject.Singleton;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;

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
 * Resolves a request to exactly one caller, its identity's principal, or refuses it. Reads the Lambda event and not what was
 * made of it: there headers are split at their commas, and a signature is over the body's bytes.
 */
@Singleton
class CallerAuthentication implements HttpAuthenticationMechanism {

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
        List<String> authorization = Credential.header(event, "authorization");
        List<String> signature = Credential.header(event, "webhook-signature");
        if (authorization.isEmpty() && signature.isEmpty()) {
            return Uni.createFrom().nullItem();
        }
        if (authorization.size() + signature.size() > 1) {
            return refused();
        }
        if (signature.isEmpty()) {
            Matcher bearer = BEARER.matcher(authorization.get(0));
            return bearer.matches() ? bearer(context, bearer.group(1)) : refused();
        }
        Credential.WEBHOOK.shownBy(context);
        return fetching(() -> signer(event, signature.get(0)));
    }

    private Uni<SecurityIdentity> bearer(RoutingContext context, String token) {
        Optional<Caller> byToken = callers.byToken(token);
        boolean isJwt = byToken.isEmpty() && JWT.matcher(token).matches();
        (isJwt ? Credential.JWT : Credential.TOKEN).shownBy(context);
        return isJwt ? fetching(() -> jwts.subject(token).flatMap(callers::bySubject))
                : byToken.map(CallerAuthentication::identity).orElseGet(CallerAuthentication::refused);
    }

    private Optional<Caller> signer(APIGatewayV2HTTPEvent event, String signature) {
        List<String> id = Credential.header(event, "webhook-id");
        List<String> timestamp = Credential.header(event, "webhook-timestamp");
        return id.size() == 1 && !id.get(0).isEmpty() && timestamp.size() == 1
                ? signatures.signer(id.get(0), timestamp.get(0), signature, Credential.body(event))
                : Optional.empty();
    }

    /** Where secrets or a JWT issuer's keys may have to be fetched first. */
    private Uni<SecurityIdentity> fetching(Supplier<Optional<Caller>> caller) {
        return executor.executeBlocking(caller)
                .chain(found -> found.map(CallerAuthentication::identity).orElseGet(CallerAuthentication::refused));
    }

    private static Uni<SecurityIdentity> identity(Caller caller) {
        return Uni.createFrom().item(QuarkusSecurityIdentity.builder().setPrincipal(caller).build());
    }

    private static Uni<SecurityIdentity> refused() {
        return Uni.createFrom().failure(new AuthenticationFailedException());
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
