package dev.dsnissuer.sentry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which DSNs of Sentry's may be handed out. */
class ClientKeyTest {

    private static final String KEY = "60120449b6b1d5e45f75561e6dabd80b";

    @ParameterizedTest
    @ValueSource(strings = {
            "https://KEY@o1.ingest.us.sentry.io/4505281256090153",
            "https://KEY@o1.ingest.sentry.io/4505281256090153",
            "https://KEY@sentry.io/4505281256090153",
            "http://KEY@localhost:9000/4505281256090153",
            "https://KEY@sentry.example.com/some/path/4505281256090153",
            "https://KEY@[2001:db8::1]:9000/4505281256090153",
            "https://KEY@relay.example.com:443/4505281256090153" })
    void dsnOnAnyHost_usable(String dsn) {
        String expected = dsn.replace("KEY", KEY);

        assertThat(key(KEY, expected).usableDsn()).isEqualTo(expected);
        assertThat(key("60120449-b6b1-d5e4-5f75-561e6dabd80b", expected).usableDsn()).isEqualTo(expected);
    }

    @ParameterizedTest
    @ValueSource(strings = {
            "https://KEY:189485c3b8ccf582bf5e12c530ef8858@sentry.io/4505281256090153",
            "https://KEY@sentry.io/4505281256090154",
            "https://KEY@sentry.io/4505281256090153/",
            "https://KEY@sentry.io/4505281256090153#",
            "https://KEY@sentry.io/4505281256090153\n",
            "https://KEY@evil.example@sentry.io/4505281256090153",
            "//KEY@sentry.io/4505281256090153",
            "https://sentry.io/4505281256090153" })
    void dsnOfAnotherKeyOrForm_refused(String dsn) {
        assertThatExceptionOfType(SentryException.class).isThrownBy(() -> key(KEY, dsn.replace("KEY", KEY)).usableDsn());
    }

    private static ClientKey key(String id, String dsn) {
        return new ClientKey(id, id, "x", true, "4505281256090153", null, new ClientKey.Dsn(dsn), null, null);
    }
}
