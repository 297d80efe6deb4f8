package dev.dsnissuer.secrets;

import java.util.List;
import java.util.Optional;

import dev.dsnissuer.secrets.Secrets.IssuerSecrets;

/** Lets tests of other rooms have secrets of their own. */
public final class SecretsForTests {

    private SecretsForTests() {
    }

    public static Secrets withDerivationSecrets(String secret, String... previous) {
        return new Secrets(() -> Optional.of("sntryi_standin"), issuer("derived", secret, previous));
    }

    static IssuerSecrets issuer(String identity, String secret, String... previous) {
        return new IssuerSecrets() {
            @Override
            public String identity() {
                return identity;
            }

            @Override
            public Optional<String> derivationSecret() {
                return Optional.ofNullable(secret);
            }

            @Override
            public Optional<List<String>> previousDerivationSecrets() {
                return Optional.of(List.of(previous));
            }
        };
    }
}
