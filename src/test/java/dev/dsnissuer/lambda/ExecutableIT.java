package dev.dsnissuer.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.util.HexFormat;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;

import dev.dsnissuer.testing.Lambda;

/** What can only go wrong with an executable, part of which runs when it is built. Skipped for the JVM's package. */
@EnabledIfSystemProperty(named = "function", matches = ".*-native\\.zip")
class ExecutableIT extends PackagedFunction {

    /** The C library of provided.al2023. */
    private static final int GLIBC_OF_LAMBDA = 34;
    private static final Pattern GLIBC = Pattern.compile("GLIBC_2\\.(\\d+)");
    private static final Pattern SECRET = Pattern.compile("SECRET|TOKEN|PASSWORD|KEY");
    /** Where a ClientHello has its random bytes: after the headers of the record and of the message, and the version. */
    private static final int RANDOM = 5 + 4 + 2;

    /** A random generator that was seeded when the executable was built would be the same in every process. */
    @Test
    void twoProcesses_otherRandomBytes() throws IOException {
        assertThat(randomOfAClientHello()).isNotEqualTo(randomOfAClientHello());
    }

    private static String randomOfAClientHello() throws IOException {
        try (ServerSocket sentry = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                Lambda process = Lambda.start(function, environment(Map.of("SENTRY_URL",
                        "https://localhost:" + sentry.getLocalPort())))) {
            sentry.setSoTimeout((int) TEN_SECONDS.toMillis());
            String event = JSON.writeValueAsString(event("POST", "/keys", body("x")));
            // Its answer does not matter, nor that there is none.
            CompletableFuture.runAsync(() -> process.invoke(UUID.randomUUID().toString(), event, TEN_SECONDS));
            try (Socket client = sentry.accept()) {
                byte[] hello = new byte[RANDOM + 32];
                new DataInputStream(client.getInputStream()).readFully(hello);
                return HexFormat.of().formatHex(hello, RANDOM, hello.length);
            }
        }
    }

    /**
     * The framework's configuration keeps every environment variable that it saw while the executable was built. GraalVM shows
     * its
     * builder hardly any, and a container has its own; should another builder show it more, no secret may be published with it.
     */
    @Test
    void secretsInTheEnvironmentOfTheBuild_notInTheExecutable() throws IOException {
        String executable = Files.readString(function.resolve("bootstrap"), StandardCharsets.ISO_8859_1);

        assertThat(System.getenv()).allSatisfy((name, value) -> {
            // The message of a failed assertion must not print the value.
            boolean isFound = SECRET.matcher(name).find() && value.length() >= 8 && executable.contains(value);
            assertThat(isFound).as(name).isFalse();
        });
    }

    @Test
    void systemLibraries_noNewerThanOnLambda() throws IOException {
        Matcher version = GLIBC.matcher(Files.readString(function.resolve("bootstrap"), StandardCharsets.ISO_8859_1));
        int newest = 0;
        while (version.find()) {
            newest = Math.max(newest, Integer.parseInt(version.group(1)));
        }
        assertThat(newest).isBetween(2, GLIBC_OF_LAMBDA);
    }

    /** Priming is for the JVM's snapshot, and the stand-in for priming, tests and dev mode. */
    @Test
    void snapStart_neitherPrimedNorInTheExecutable() throws IOException {
        assertThat(Files.readString(function.resolve("bootstrap"), StandardCharsets.ISO_8859_1))
                .doesNotContain("dev.dsnissuer.standin.StandIn");
    }
}
