package dev.dsnissuer.bench;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;

import dev.dsnissuer.standin.StandIn;
import dev.dsnissuer.testing.Lambda;
import dev.dsnissuer.testing.SecretsManagerResource;
import dev.dsnissuer.testing.SecretsManagerServer;
import dev.dsnissuer.testing.StandInResource;
import dev.dsnissuer.testing.TlsFront;

/**
 * What the function calls. As it is deployed, that is Sentry and Secrets Manager, both over TLS, with a certificate that the
 * usual trust store was extended by: see bench/build. Bare, it is Sentry alone, over plain HTTP.
 */
final class Upstream implements AutoCloseable {

    static final Path FOLDER = Path.of("target/bench").toAbsolutePath();
    /** What runs on a JVM. */
    static final Path PACKAGE = Path.of("target/function.zip");
    /** Exists if there is a builder for it: see bench/build. */
    static final Path EXECUTABLE = FOLDER.resolve("function-native.zip");
    /** Makes a JVM trust the certificate, beside all others that it trusts. */
    static final String TRUST = "-Djavax.net.ssl.trustStore=" + FOLDER.resolve("truststore");

    /** The one caller that there is, with a token. */
    static final String CALLER = "\"backstage\": {\"projects\": [\"acme/*\"], \"token-sha256\": [\"%s\"], \"webhook-secrets\": [\"%s\"]}"
            .formatted(StandInResource.TOKEN_SHA256, StandInResource.WEBHOOK_SECRET);

    final StandIn standIn = StandIn.start(0, "");
    /** Null if the function is not measured as it is deployed. */
    private final SecretsManagerServer aws;
    private final TlsFront sentry;
    private final TlsFront secrets;
    private final Distance distance;

    private Upstream(String callers, Duration roundTrip) throws IOException {
        aws = callers == null ? null : new SecretsManagerServer(SecretsManagerResource.withCallers(callers));
        sentry = callers == null ? null : new TlsFront(standIn.url());
        secrets = callers == null ? null : new TlsFront(URI.create(aws.environment().get("AWS_ENDPOINT_URL_SECRETS_MANAGER")));
        distance = roundTrip.isZero() ? null : new Distance(callers == null ? standIn.url() : sentry.url(), roundTrip);
    }

    /**
     * @param callers what the secret document has as callers
     * @param roundTrip the time that a byte takes to Sentry and back
     */
    static Upstream asDeployed(String callers, Duration roundTrip) throws IOException {
        return new Upstream(callers, roundTrip);
    }

    static Upstream bare(Duration roundTrip) throws IOException {
        return new Upstream(null, roundTrip);
    }

    /** The executable, if there is one, or else what runs on a JVM. */
    static Path function() {
        return Files.exists(EXECUTABLE) ? EXECUTABLE : PACKAGE;
    }

    /** The variables by which a process finds these servers. */
    Map<String, String> environment() {
        Map<String, String> environment = new HashMap<>(aws == null ? Lambda.environment(standIn) : aws.environment());
        environment.put("SENTRY_URL",
                (distance != null ? distance.url() : aws != null ? sentry.url() : standIn.url()).toString());
        if (aws != null) {
            environment.put("AWS_ENDPOINT_URL_SECRETS_MANAGER", secrets.url().toString());
            environment.put("NODE_EXTRA_CA_CERTS", FOLDER.resolve("localhost.pem").toString());
        }
        return environment;
    }

    @Override
    public void close() throws IOException {
        if (distance != null) {
            distance.close();
        }
        if (aws != null) {
            sentry.close();
            secrets.close();
            aws.close();
        }
        standIn.close();
    }
}
