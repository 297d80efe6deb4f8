package dev.dsnissuer.keys;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import dev.dsnissuer.sentry.ProjectPath;

class DerivedIdentityTest {

    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    /** printf %s acme/checkout/café | openssl dgst -sha256 -hmac 0123456789abcdef0123456789abcdef */
    @Test
    void firstHalfOfTheHmac() {
        assertThat(publicKey("acme", "checkout", "caf\u00e9", SECRET)).isEqualTo("20e43d1962ffed31332dec4cb9143477");
    }

    @Test
    void everyPartCounts() {
        assertThat(new String[] {
                publicKey("acme", "checkout", "x", SECRET),
                publicKey("acme2", "checkout", "x", SECRET),
                publicKey("acme", "checkout2", "x", SECRET),
                publicKey("acme", "checkout", "X", SECRET),
                publicKey("acme", "checkout", "x", "another secret of at least 32 chars")
        }).doesNotHaveDuplicates().allMatch(key -> key.matches("[0-9a-f]{32}"));
    }

    private static String publicKey(String organization, String project, String name, String secret) {
        return DerivedIdentity.publicKey(new KeyName(new ProjectPath(organization, project), name), secret);
    }
}
