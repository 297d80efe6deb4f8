package dev.dsnissuer.sentry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import dev.dsnissuer.secrets.SecretsForTests;

class KeyIdentityTest {

    private final KeyIdentity identity = identity("0123456789abcdef0123456789abcdef");

    /** printf %s acme/checkout/café | openssl dgst -sha256 -hmac 0123456789abcdef0123456789abcdef */
    @Test
    void firstHalfOfTheHmac() {
        assertThat(identity.publicKey("acme", "checkout", "caf\u00e9")).isEqualTo("20e43d1962ffed31332dec4cb9143477");
    }

    @Test
    void everyPartCounts() {
        assertThat(new String[] {
                identity.publicKey("acme", "checkout", "x"),
                identity.publicKey("acme2", "checkout", "x"),
                identity.publicKey("acme", "checkout2", "x"),
                identity.publicKey("acme", "checkout", "X"),
                identity("another secret of at least 32 chars").publicKey("acme", "checkout", "x")
        }).doesNotHaveDuplicates().allMatch(key -> key.matches("[0-9a-f]{32}"));
    }

    private static KeyIdentity identity(String derivationSecret) {
        return new KeyIdentity(SecretsForTests.withDerivationSecret(derivationSecret), () -> "derived");
    }
}
