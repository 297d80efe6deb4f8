package dev.dsnissuer.sentry;

/** Lets tests of other rooms derive public keys. */
public final class DerivedIdentityForTests {

    private DerivedIdentityForTests() {
    }

    public static String publicKey(KeyName name, String secret) {
        return DerivedIdentity.publicKey(name, secret);
    }
}
