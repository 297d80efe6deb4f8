package dev.dsnissuer.secrets;

import java.util.Optional;

/** Lets tests of other rooms have secrets of their own. */
public final class SecretsForTests {

    private SecretsForTests() {
    }

    public static Secrets withDerivationSecret(String secret) {
        return new Secrets(() -> Optional.of("token"), () -> Optional.of(secret));
    }
}
