package dev.dsnissuer.callers;

import java.time.Clock;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

import jakarta.inject.Singleton;

import com.amazonaws.services.lambda.runtime.events.APIGatewayV2HTTPEvent;

import dev.dsnissuer.audit.AuditEntry;
import dev.dsnissuer.callers.WebhookSignatures.Signed;
import dev.dsnissuer.secrets.SecretStore;
import dev.dsnissuer.secrets.Secrets;
import dev.dsnissuer.secrets.UnavailableException;
import dev.dsnissuer.sentry.Deadline;

/** Resolves the credential of a request to exactly one caller, or says why it cannot. */
@Singleton
class CredentialCheck {

    private enum Credential {
        WEBHOOK,
        TOKEN,
        JWT
    }

    private static final Pattern BEARER = Pattern.compile("(?i:Bearer) +(\\S+)");
    private static final Pattern JWT = Pattern.compile("[\\w-]+\\.[\\w-]+\\.[\\w-]*");

    private final SecretStore secrets;
    private final Callers callers;
    private final JwtIssuers issuers;
    private final Clock clock;

    CredentialCheck(SecretStore secrets, Callers callers, JwtIssuers issuers, Clock clock) {
        this.secrets = secrets;
        this.callers = callers;
        this.issuers = issuers;
        this.clock = clock;
    }

    /**
     * Blocks while the secret document or an issuer's keys have to be read.
     *
     * @param event of a request with a credential
     * @throws RefusedException if the credential is no caller's
     * @throws UnavailableException if what it is checked with cannot be read
     */
    Caller caller(APIGatewayV2HTTPEvent event, AuditEntry audit, Deadline deadline) {
        String authorization = event.getHeaders().get("authorization");
        if (!WebhookSignatures.isSigned(event.getHeaders())) {
            return bearer(authorization, audit, deadline);
        }
        if (authorization != null) {
            throw new RefusedException(Reason.SEVERAL_CREDENTIALS);
        }
        audit.credential(Credential.WEBHOOK);
        Signed signed = WebhookSignatures.read(event, clock.instant());
        return search(deadline, known -> known.bySignature(signed.content(), signed.signatures())
                .orElseThrow(() -> new RefusedException(Reason.BAD_SIGNATURE)));
    }

    private Caller bearer(String authorization, AuditEntry audit, Deadline deadline) {
        Matcher bearer = BEARER.matcher(authorization);
        if (!bearer.matches()) {
            throw new RefusedException(Reason.MALFORMED);
        }
        String token = bearer.group(1);
        boolean isJwt = JWT.matcher(token).matches();
        audit.credential(isJwt ? Credential.JWT : Credential.TOKEN);
        return search(deadline, known -> {
            Optional<Caller> byToken = known.byToken(token);
            if (byToken.isPresent()) {
                audit.credential(Credential.TOKEN);
                return byToken.get();
            }
            if (!isJwt) {
                throw new RefusedException(Reason.UNKNOWN_TOKEN);
            }
            JwtVerifier issuer = issuers.of(token);
            return bySubject(known, issuer.name, issuer.subject(token, deadline));
        });
    }

    private static Caller bySubject(KnownCallers known, String issuer, String subject) {
        List<Caller> callers = known.bySubject(issuer, subject);
        if (callers.size() == 1) {
            return callers.get(0);
        }
        throw new RefusedException(Reason.UNKNOWN_SUBJECT, "A JWT of issuer " + issuer + " verifies, but its subject is "
                + (callers.isEmpty() ? "no caller's"
                        : "of several callers: " + callers.stream().map(Caller::getName).collect(Collectors.joining(", "))));
    }

    /**
     * Searches the callers of this moment, and once more those of the next if the credential is no caller's: the secret
     * document may just have been changed.
     */
    private Caller search(Deadline deadline, Function<KnownCallers, Caller> search) {
        Secrets now = secrets.current(deadline.left());
        try {
            return search.apply(callers.of(now));
        } catch (RefusedException e) {
            return search.apply(callers.of(secrets.newerThan(now, deadline.left()).orElseThrow(() -> e)));
        }
    }
}
