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

/** Gives a test an HTTP client of its own to call the stand-in with, as another instance of the function has one. */
public final class SentryForTests implements AutoCloseable {

    private final SentryApi sentry;
    private final ClientKeys keys;

    /** @param readTimeout milliseconds */
    public SentryForTests(URI url, SecretStore secrets, long readTimeout) {
        ObjectMapper json = new ObjectMapper().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
        sentry = QuarkusRestClientBuilder.newBuilder().baseUri(url).followRedirects(false)
                .connectTimeout(readTimeout, TimeUnit.MILLISECONDS).readTimeout(readTimeout, TimeUnit.MILLISECONDS)
                .register(new SentryRefusals(json, Clock.systemUTC()))
                .build(SentryApi.class);
        keys = new ClientKeys(sentry, secrets);
    }

    public ClientKeys keys() {
        return keys;
    }

    /** Breaks every connection, even where an answer is awaited. */
    @Override
    public void close() {
        try {
            ((Closeable) sentry).close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
