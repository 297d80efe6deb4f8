package dev.dsnissuer.keys;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import dev.dsnissuer.secrets.SecretStore;
import dev.dsnissuer.secrets.Secrets;
import dev.dsnissuer.sentry.ClientKey;
import dev.dsnissuer.sentry.ClientKeys;
import dev.dsnissuer.sentry.Deadline;
import dev.dsnissuer.sentry.RateLimit;
import dev.dsnissuer.sentry.SentryException;
import dev.dsnissuer.sentry.SentryException.Reason;
import io.quarkus.logging.Log;

/**
 * Derives a key's public key from its name. The public key is thus known before anything is sent, is the same on every
 * instance,
 * and cannot be guessed without the derivation secret. Sentry takes no public key twice: its constraint is the lock, and a POST
 * that is repeated can make no second key.
 */
final class DerivedIdentity implements IdentityStrategy {

    private static final String ALGORITHM = "HmacSHA256";
    /** Half of the HMAC, since Sentry's public keys have 32 hex digits. */
    private static final int BYTES = 16;

    private final ClientKeys keys;
    private final SecretStore secrets;

    DerivedIdentity(ClientKeys keys, SecretStore secrets) {
        this.keys = keys;
        this.secrets = secrets;
    }

    /** Looks with the previous secrets too, in the order of configuration, so that a rotated secret makes no second key. */
    @Override
    public Optional<ClientKey> find(KeyName name, Deadline deadline) {
        return look(name, deadline).findFirst();
    }

    /** There is more than one key if the name was new while the secret was being rotated. */
    @Override
    public List<ClientKey> all(KeyName name, Deadline deadline) {
        return look(name, deadline).toList();
    }

    private Stream<ClientKey> look(KeyName name, Deadline deadline) {
        Secrets now = secrets.current(deadline.left());
        return Stream.concat(Stream.of(now.derivationSecret()), now.previousDerivationSecrets().stream())
                .map(secret -> find(name, secret, deadline)).flatMap(Optional::stream);
    }

    private Optional<ClientKey> find(KeyName name, String secret, Deadline deadline) {
        String publicKey = publicKey(name, secret);
        Optional<ClientKey> found = keys.get(name.project(), publicKey, deadline);
        if (found.isPresent() && !found.get().is(publicKey)) {
            throw new SentryException(Reason.MISBEHAVED, "Sentry answered with another key than the one asked for");
        }
        return found;
    }

    @Override
    public Created create(KeyName name, RateLimit rateLimit, String useCase, Deadline deadline) {
        String publicKey = publicKey(name, secrets.current(deadline.left()).derivationSecret());
        ClientKey key = keys.create(name.project(), name.name(), publicKey, rateLimit, useCase, deadline);
        if (!key.is(publicKey)) {
            deactivate(name, key, deadline);
            throw new SentryException(Reason.IDENTITY_UNSUPPORTED, "Sentry ignored the chosen public key");
        }
        return new Created(key, true);
    }

    /** Tries once and logs a failure: nobody has seen the DSN of the stray key, so the request need not wait for this. */
    private void deactivate(KeyName name, ClientKey stray, Deadline deadline) {
        try {
            if (keys.deactivate(name.project(), stray, deadline).isActive()) {
                Log.warnf("A stray key %.8s is left active", stray.id());
            }
        } catch (SentryException e) {
            Log.warnf("A stray key %.8s is left active: %s", stray.id(), e.getMessage());
        }
    }

    /** Neither an organization nor a project contains a slash, so no two names are the same text here. */
    static String publicKey(KeyName name, String secret) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            String input = name.project().organization() + "/" + name.project().project() + "/" + name.name();
            return HexFormat.of().formatHex(mac.doFinal(input.getBytes(StandardCharsets.UTF_8)), 0, BYTES);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has HmacSHA256", e);
        }
    }
}
