package dev.dsnissuer.keys;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/** Which public key belongs to a name. */
class PublicKeysTest {

    private static final String SECRET = "0123456789abcdef0123456789abcdef";

    /** As {@code printf %s 4505281256090153/café | openssl dgst -sha256 -hmac 0123456789abcdef0123456789abcdef} prints it. */
    @Test
    void name_firstHalfOfItsHmac() {
        assertThat(PublicKeys.derive("4505281256090153", "caf\u00e9", SECRET))
                .isEqualTo("64246dcd94869fd8edd62882db7ad3ce");
    }

    @Test
    void anyPartDiffers_anotherKey() {
        assertThat(new String[] {
                PublicKeys.derive("1", "x", SECRET),
                PublicKeys.derive("12", "x", SECRET),
                PublicKeys.derive("1", "2/x", SECRET),
                PublicKeys.derive("1", "X", SECRET),
                PublicKeys.derive("1", "x", "another secret of at least 32 chars")
        }).doesNotHaveDuplicates().allMatch(key -> key.matches("[0-9a-f]{32}"));
    }
}
