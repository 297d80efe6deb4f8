package dev.dsnissuer.secrets;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import jakarta.inject.Singleton;

import io.quarkus.logging.Log;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;

/**
 * Hands out the function's secrets. They come from configuration, which is read once, or from AWS Secrets Manager, which is
 * read when a request needs them.
 */
@Startup
@Singleton
public class SecretStore {

    private static final Duration FRESH = Duration.ofMinutes(5);
    private static final Duration USABLE = Duration.ofHours(1);
    private static final Duration PAUSE = Duration.ofSeconds(10);

    private final boolean derived;
    /** Null if secrets come from AWS Secrets Manager. */
    private final Secrets configured;
    /** This and the next are null if secrets come from configuration; no class of AWS's SDK is loaded then. */
    private final SecretsManager secretsManager;
    private final Cached<Secrets> document;
    private volatile Consumer<Secrets> rule = secrets -> {
    };
    /** Set only while the function primes itself before a snapshot; null otherwise. */
    private volatile Secrets ofPriming;

    /** @throws ConfigurationException naming the key, never the value, that is missing or wrong */
    SecretStore(SentryConfig sentry, IssuerConfig issuer, Clock clock) {
        derived = issuer.isDerived();
        String secretId = issuer.secretsManager().secretId().orElse(null);
        configured = secretId != null ? null
                : Secrets.of(Source.CONFIGURATION, sentry.authToken().orElse(null), derived,
                        issuer.derivationSecret().orElse(null), issuer.previousDerivationSecrets().orElse(List.of()), Map.of());
        secretsManager = secretId == null ? null : new SecretsManager(secretId);
        document = secretId == null ? null
                : new Cached<>(patience -> readDocument(secretsManager, patience), FRESH, USABLE, PAUSE, clock);
    }

    /**
     * Sets what is asked of every document beside its form, before any is read: whoever makes callers of settings knows whether
     * settings can be used.
     *
     * @param rule throws {@link ConfigurationException} if it is broken
     */
    public void require(Consumer<Secrets> rule) {
        this.rule = rule;
    }

    /**
     * The secrets of this moment: at most 5 minutes old or, while Secrets Manager cannot be read, at most an hour old.
     *
     * @param patience how long reading them may take
     * @throws UnavailableException if there are none
     */
    public Secrets current(Duration patience) {
        if (ofPriming != null) {
            return ofPriming;
        }
        return configured != null ? configured
                : document.current(patience)
                        .orElseThrow(() -> new UnavailableException("No secrets were ever read, or not for an hour"));
    }

    /** Reads the document, if there is one, before a request needs it. If this fails, the first request tries again at once. */
    public void prefetch() {
        if (document != null) {
            document.prefetch(USABLE);
        }
    }

    /**
     * Reads the secrets again at once, because one of them was refused or verified nothing. It does so at most once in 10
     * seconds, so that nobody can turn bad requests into requests to Secrets Manager.
     *
     * @return other secrets than the refused ones, if there are any by now
     */
    public Optional<Secrets> newerThan(Secrets refused, Duration patience) {
        return configured != null || ofPriming != null ? Optional.empty() : document.newerThan(refused, patience);
    }

    /**
     * Hands out made-up secrets until further notice, reads none meanwhile, and forgets those that were read before: this
     * is how no real secret gets into a snapshot.
     *
     * @param madeUp null to hand out the real ones again
     */
    public void replaceWhilePriming(Secrets madeUp) {
        ofPriming = madeUp;
        if (document != null) {
            document.forget();
        }
    }

    /** Whether made-up secrets are handed out at the moment. */
    public boolean isPriming() {
        return ofPriming != null;
    }

    /** Whether secrets come from AWS Secrets Manager. */
    public boolean isDocument() {
        return document != null;
    }

    /**
     * Primes reading the secret document by a made-up one, before a snapshot.
     *
     * @param server answers as Secrets Manager does and hands out credentials, all of them made up
     * @param times how often to read it
     * @param longest after this time no other read is begun; the last one may take 2 seconds more
     * @return whether it could be read each time
     */
    public boolean readWhilePriming(URI server, int times, Duration longest) {
        long end = System.nanoTime() + longest.toNanos();
        return SecretsManager.whilePriming(server, local -> IntStream.range(0, times)
                .takeWhile(i -> i == 0 || end - System.nanoTime() > 0).allMatch(i -> readDocument(local, longest).isPresent()));
    }

    /** Has Secrets Manager refuse credentials of nobody before a snapshot, and reads nothing. */
    public boolean isReachedWhilePriming() {
        return secretsManager.refusesNobody();
    }

    private Optional<Secrets> readDocument(SecretsManager from, Duration patience) {
        try {
            Secrets read = SecretDocument.read(from.read(patience), derived);
            rule.accept(read);
            return Optional.of(read);
        } catch (UnavailableException e) {
            Log.errorf("AWS Secrets Manager could not be read: %s", e.getMessage());
        } catch (RuntimeException e) {
            // Only messages of our own are printed: one of a library may quote the document.
            Log.errorf("The secret that issuer.secrets-manager.secret-id names cannot be used: %s",
                    e instanceof ConfigurationException ? e.getMessage() : e.getClass().getSimpleName());
        }
        return Optional.empty();
    }
}
