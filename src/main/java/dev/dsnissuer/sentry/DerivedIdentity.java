package dev.dsnissuer.sentry;

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
import dev.dsnissuer.sentry.SentryException.Reason;
import io.quarkus.logging.Log;

/**
 * The public key is derived from the name: known before anything is sent, the same on every instance, and unguessable
 * without the derivation secret. Sentry takes no public key twice, so its constraint is the lock, and a repeated POST can
 * make no second key.
 */
final class DerivedIdentity implements KeyIdentity {

    private static final String ALGORITHM = "HmacSHA256";
    /** Sentry's public keys are 32 hex digits. */
    private static final int BYTES = 16;

    private final ClientKeys keys;
    private final SecretStore secrets;

    DerivedIdentity(ClientKeys keys, SecretStore secrets) {
        this.keys = keys;
        this.secrets = secrets;
    }

    /** Looks for the previous secrets' keys too, in the order of configuration: a rotated secret must not make a second key. */
    @Override
    public Optional<ClientKey> find(KeyName name, Deadline deadline) {
        return look(name, deadline).findFirst();
    }

    /** More than one where a name was new while the secret was being rotated. */
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
        Optional<ClientKey> found = keys.get(name, publicKey, deadline);
        if (found.isPresent() && !found.get().is(publicKey)) {
            throw new SentryException(Reason.MISBEHAVED, "Sentry answered with another key than the one asked for");
        }
        return found;
    }

    @Override
    public Created create(KeyName name, RateLimit rateLimit, String useCase, Deadline deadline) {
        String publicKey = publicKey(name, secrets.current(deadline.left()).derivationSecret());
        ClientKey key = keys.create(name, new NewClientKey(name.name(), publicKey, rateLimit, useCase), deadline);
        if (!key.is(publicKey)) {
            deactivate(name, key, deadline);
            throw new SentryException(Reason.IDENTITY_UNSUPPORTED, "Sentry ignored the chosen public key");
        }
        return new Created(key, true);
    }

    /** As well as that can be done: nobody ever saw the stray's DSN. */
    private void deactivate(KeyName name, ClientKey stray, Deadline deadline) {
        try {
            if (keys.deactivate(name, stray, deadline).isActive()) {
                Log.warnf("A stray key %.8s is left active", stray.id());
            }
        } catch (SentryException e) {
            Log.warnf("A stray key %.8s is left active: %s", stray.id(), e.getMessage());
        }
    }

    /** Neither an organization nor a project holds a slash, so no two names give the same input. */
    static String publicKey(KeyName name, String secret) {
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            String input = name.organization() + "/" + name.project() + "/" + name.name();
            return HexFormat.of().formatHex(mac.doFinal(input.getBytes(StandardCharsets.UTF_8)), 0, BYTES);
        } catch (GeneralSecurityException e) {
            // Every Java platform has to provide HmacSHA256.
            throw new IllegalStateException(e);
        }
    }
}
