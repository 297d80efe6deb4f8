package dev.dsnissuer.caller;

import java.util.List;
import java.util.Optional;
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
            return Uni.createFrom().failure(new AuthenticationFailedException());
        }
        Optional<Caller> byToken = authorization.isEmpty() ? Optional.empty() : byToken(context, authorization.get(0));
        if (byToken.isPresent()) {
            return Uni.createFrom().item(identity(byToken.get()));
        }
        // Secrets or a JWT issuer's keys may have to be fetched.
        return executor.executeBlocking(() -> (signature.isEmpty() ? byJwt(context, authorization.get(0))
                : signer(context, event, signature.get(0))).map(CallerAuthentication::identity)
                .orElseThrow(AuthenticationFailedException::new));
    }

    private static SecurityIdentity identity(Caller caller) {
        return QuarkusSecurityIdentity.builder().setPrincipal(caller).build();
    }

    private Optional<Caller> signer(RoutingContext context, APIGatewayV2HTTPEvent event, String signature) {
        Credential.WEBHOOK.shownBy(context);
        List<String> id = Credential.header(event, "webhook-id");
        List<String> timestamp = Credential.header(event, "webhook-timestamp");
        return id.size() == 1 && !id.get(0).isEmpty() && timestamp.size() == 1
                ? signatures.signer(id.get(0), timestamp.get(0), signature, Credential.body(event))
                : Optional.empty();
    }

    private Optional<Caller> byToken(RoutingContext context, String authorization) {
        Optional<Caller> caller = bearer(authorization).flatMap(callers::byToken);
        if (caller.isPresent()) {
            Credential.TOKEN.shownBy(context);
        }
        return caller;
    }

    /** Of what is no known token. */
    private Optional<Caller> byJwt(RoutingContext context, String authorization) {
        Optional<String> token = bearer(authorization);
        Optional<String> jwt = token.filter(text -> JWT.matcher(text).matches());
        token.ifPresent(text -> (jwt.isPresent() ? Credential.JWT : Credential.TOKEN).shownBy(context));
        return jwt.flatMap(jwts::subject).flatMap(callers::bySubject);
    }

    private static Optional<String> bearer(String authorization) {
        Matcher bearer = BEARER.matcher(authorization);
        return bearer.matches() ? Optional.of(bearer.group(1)) : Optional.empty();
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
