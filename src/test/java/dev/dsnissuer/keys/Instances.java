package dev.dsnissuer.keys;

import java.time.Clock;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

import dev.dsnissuer.secrets.SecretStore;
import dev.dsnissuer.secrets.SecretsForTests;
import dev.dsnissuer.sentry.SentryForTests;
import dev.dsnissuer.standin.StandIn;

/** Instances of the function, which share nothing but the stand-in. Each may be killed at any moment, and is then replaced. */
final class Instances implements AutoCloseable {

    private static final long READ_TIMEOUT_MILLIS = 250;

    private final SecretStore secrets = SecretsForTests.withDerivationSecret("a derivation secret of 32 letters");
    private final StandIn standIn;
    private final AtomicReferenceArray<Instance> running;
    private final AtomicInteger killed = new AtomicInteger();

    /** One instance. What it answers after it was killed reaches nobody. */
    static final class Instance {

        final KeyIssuer issuer;
        private final SentryForTests sentry;
        private volatile boolean killed;

        private Instance(SentryForTests sentry, SecretStore secrets) {
            this.sentry = sentry;
            this.issuer = new KeyIssuer(new DerivedIdentity(sentry.keys(), secrets, Clock.systemUTC()));
        }

        boolean wasKilled() {
            return killed;
        }
    }

    Instances(StandIn standIn, int count) {
        this.standIn = standIn;
        running = new AtomicReferenceArray<>(count);
        for (int i = 0; i < count; i++) {
            running.set(i, start());
        }
    }

    Instance at(int index) {
        return running.get(index);
    }

    /** Kills the instance and breaks its connections to Sentry, unless it has been replaced before. */
    void killAndReplace(int index, Instance instance) {
        Instance replacement = start();
        if (running.compareAndSet(index, instance, replacement)) {
            instance.killed = true;
            instance.sentry.close();
            killed.incrementAndGet();
        } else {
            replacement.sentry.close();
        }
    }

    /** How many instances were killed so far. */
    int killed() {
        return killed.get();
    }

    private Instance start() {
        return new Instance(new SentryForTests(standIn.url(), secrets, READ_TIMEOUT_MILLIS), secrets);
    }

    @Override
    public void close() {
        for (int i = 0; i < running.length(); i++) {
            running.get(i).sentry.close();
        }
    }
}
