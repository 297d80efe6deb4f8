package dev.dsnissuer.keys;

import java.time.Clock;
import java.time.Duration;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

import dev.dsnissuer.callers.Caller;
import dev.dsnissuer.keys.KeyIssuer.IssuedKey;
import dev.dsnissuer.secrets.SecretStore;
import dev.dsnissuer.secrets.SecretsForTests;
import dev.dsnissuer.sentry.Deadline;
import dev.dsnissuer.sentry.ProjectPath;
import dev.dsnissuer.sentry.RateLimit;
import dev.dsnissuer.sentry.SentryException;
import dev.dsnissuer.sentry.SentryException.Reason;
import dev.dsnissuer.sentry.SentryForTests;
import dev.dsnissuer.standin.StandIn;
import dev.dsnissuer.testing.StandInResource;

/** An instance in the JVM of the test, which answers many requests at once. It has a client and a memory of its own. */
final class SimulatedInJvm implements SimulatedInstance {

    private static final Duration PATIENCE = Duration.ofMillis(250);
    private static final Duration DEADLINE = Duration.ofMillis(1500);

    private final Map<SimulatedPolicy, Caller> callers = new EnumMap<>(SimulatedPolicy.class);
    private final SentryForTests sentry;
    private final KeyIssuer issuer;
    private final KeyDirectory directory;
    private volatile boolean killed;

    SimulatedInJvm(StandIn standIn) {
        SecretStore secrets = SecretsForTests.withDerivationSecret(StandInResource.DERIVATION_SECRET);
        sentry = new SentryForTests(standIn.url(), secrets, PATIENCE.toMillis());
        IdentityStrategy identity = new DerivedIdentity(sentry.keys(), secrets, Clock.systemUTC());
        issuer = new KeyIssuer(identity);
        directory = new KeyDirectory(identity, sentry.keys());
        for (SimulatedPolicy policy : SimulatedPolicy.values()) {
            callers.put(policy, policy.caller());
        }
    }

    @Override
    public Reply issue(SimulatedPolicy policy, ProjectPath project, String name) {
        return answer(deadline -> {
            IssuedKey key = issuer.issue(callers.get(policy), new KeyName(project, name), null, null, deadline);
            return reply(key.isNew() ? "201" : "200", key.dsn());
        });
    }

    @Override
    public Reply limit(SimulatedPolicy policy, ProjectPath project, String name, RateLimit rateLimit) {
        return answer(deadline -> reply("200", directory
                .limit(callers.get(policy), new KeyRef(project, name, null), rateLimit, deadline).usableDsn()));
    }

    private Reply answer(Function<Deadline, Reply> request) {
        long start = System.nanoTime();
        Reply reply;
        try {
            reply = request.apply(Deadline.in(DEADLINE));
        } catch (SentryException e) {
            reply = new Reply("sentry-" + word(e.reason()), null, e.reason() == Reason.MOVED ? e.newSlug() : null, null);
        } catch (KeyRefusedException e) {
            reply = reply(word(e.reason()), null);
        } catch (RuntimeException e) {
            if (!killed) {
                throw e;
            }
            // A closed client throws exceptions of its own, which no sender would see.
            reply = Reply.KILLED;
        }
        Duration took = Duration.ofNanos(System.nanoTime() - start);
        return killed ? Reply.KILLED : new Reply(reply.outcome(), reply.dsn(), reply.newSlug(), took);
    }

    private static Reply reply(String outcome, String dsn) {
        return new Reply(outcome, dsn, null, null);
    }

    private static String word(Enum<?> reason) {
        return reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    @Override
    public void kill() {
        killed = true;
        sentry.close();
    }

    @Override
    public Duration patience() {
        return PATIENCE;
    }
}
