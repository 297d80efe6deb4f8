package dev.dsnissuer.bench;

import java.time.Duration;
import java.util.Set;

import dev.dsnissuer.bench.SoakRequest.Kind;

/** Decides whether an instance may answer with a status: what it has not been able to learn is no fault of its. */
final class SoakJudge {

    /** For how long a new secret may be unknown: a bad credential may have made the function look for it just before. */
    private static final long NEWS = Duration.ofSeconds(13).toNanos();
    /** For how long an old secret may be taken. */
    private static final long FRESH = Duration.ofMinutes(5).plusSeconds(12).toNanos();
    private static final Set<Integer> UNAVAILABLE = Set.of(502, 503, 504);

    private final SoakSentry sentry;
    private final SoakSecrets secrets;
    /** When a request began that was last answered with the help of Sentry. */
    private long sentryProven = System.nanoTime() - Duration.ofDays(1).toNanos();
    /** The same of a request with the token that changes. */
    private long tokenProven = sentryProven;
    private boolean isServing;
    private long woke = sentryProven;

    SoakJudge(SoakSentry sentry, SoakSecrets secrets) {
        this.sentry = sentry;
        this.secrets = secrets;
    }

    /** Whether it has ever answered with the help of Sentry. */
    boolean isServing() {
        return isServing;
    }

    void woke() {
        woke = System.nanoTime();
    }

    /**
     * @param began when the request was sent, as {@link System#nanoTime}
     * @param status 0 if there was no answer that can be read
     */
    boolean allows(SoakRequest request, long began, int status) {
        boolean isServed = status == 200 || status == 201;
        if (isServed) {
            isServing = true;
            sentryProven = began;
            if (request.token() != null && request.kind() != Kind.REVOKED) {
                tokenProven = began;
            }
        }
        return switch (request.kind()) {
            case REFUSED -> status == 401;
            case REVOKED -> status == 401 || mayTakeOldToken(request) && (isServed || mayFail(began, status));
            case NEW, PERHAPS_NEW -> isServed || mayBeUnknown(request, began, status) || mayFail(began, status);
            case KNOWN, REDELIVERY, LIST -> status == 200 || mayBeUnknown(request, began, status) || mayFail(began, status);
        };
    }

    private boolean mayFail(long began, int status) {
        return UNAVAILABLE.contains(status) && (sentry.trouble.hasMet(began) || !isServing)
                || status == 502 && mayNotKnow(secrets.sentryTokenEnded, secrets.sentryTokenEndedAtOnce, sentryProven, began);
    }

    private boolean mayBeUnknown(SoakRequest request, long began, int status) {
        return status == 401 && request.token() != null && mayNotKnow(secrets.token.since(), true, tokenProven, began);
    }

    /** Whether a request that began then may have met a secret that is older than this change. */
    private boolean mayNotKnow(long changed, boolean atOnce, long proven, long began) {
        long last = atOnce ? Math.max(changed, Math.max(woke, secrets.trouble.ended())) : secrets.trouble.ended();
        return proven - changed < 0 && (secrets.trouble.hasMet(began) || began - last < NEWS);
    }

    /** While Secrets Manager cannot be read, the last secrets are good for an hour. */
    private boolean mayTakeOldToken(SoakRequest request) {
        return System.nanoTime() - request.token().since() < FRESH
                || secrets.trouble.isOn() || secrets.trouble.ended() - request.token().since() > 0;
    }
}
