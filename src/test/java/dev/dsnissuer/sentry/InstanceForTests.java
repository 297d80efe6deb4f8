package dev.dsnissuer.sentry;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.util.concurrent.TimeUnit;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;

import dev.dsnissuer.secrets.SecretStore;
import io.quarkus.rest.client.reactive.QuarkusRestClientBuilder;

/** What an instance of the function has for itself: its own HTTP client, and its identity over it. */
public final class InstanceForTests implements AutoCloseable {

    private final SentryApi sentry;
    private final KeyIdentity identity;

    /** @param readTimeout milliseconds */
    public InstanceForTests(URI url, SecretStore secrets, long readTimeout) {
        ObjectMapper json = new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        sentry = QuarkusRestClientBuilder.newBuilder().baseUri(url).followRedirects(false)
                .connectTimeout(readTimeout, TimeUnit.MILLISECONDS).readTimeout(readTimeout, TimeUnit.MILLISECONDS)
                .register(new SentryRefusals(json, Clock.systemUTC()))
                .build(SentryApi.class);
        identity = new DerivedIdentity(new ClientKeys(sentry, secrets, url::toString), secrets);
    }

    public KeyIdentity identity() {
        return identity;
    }

    /** Breaks every connection, whatever is under way on it. */
    @Override
    public void close() {
        try {
            ((Closeable) sentry).close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
