package dev.dsnissuer.testing;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;

import dev.dsnissuer.standin.StandIn;
import software.amazon.awssdk.utilslite.SdkInternalThreadLocal;

/** A function in a process of its own, as Lambda runs it: the package under AWS's own runtime interface client, above all. */
public final class Lambda implements AutoCloseable {

    /** How Lambda leads the CRaC API to its own hooks; they run where AWS_LAMBDA_INITIALIZATION_TYPE is snap-start. */
    public static final String CRAC = "-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac";

    /** What template.yaml sets: only the quick compiler, as a process seldom lives long enough for the thorough one. */
    public static final String QUICK_COMPILER = "-XX:TieredStopAtLevel=1";

    /** What template.yaml asks for: the JVM chooses its collector and its heap's size by it. */
    public static final String MEMORY = "-XX:MaxRAM=1g";

    public static final String HANDLER = "io.quarkus.amazon.lambda.runtime.QuarkusStreamHandler::handleRequest";

    public static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final String NATIVE_CLIENT = "-D" + AWSLambda.class.getPackageName() + ".runtimeapi.NativeClient.JNI="
            + unpackNativeClient();

    private final RuntimeApi api;
    private final Path output;
    private final Process process;

    /** The package under AWS's runtime interface client. */
    public static Lambda start(Path function, Map<String, String> environment, String... jvmOptions) throws IOException {
        return new Lambda(function, environment, command(jvmOptions));
    }

    public static List<String> command(String... jvmOptions) {
        return Stream.of(Stream.of(JAVA), Stream.of(jvmOptions),
                Stream.of(NATIVE_CLIENT, "-cp", runtime(), AWSLambda.class.getName(), HANDLER)).flatMap(part -> part).toList();
    }

    /** Of a caller that may issue in every project of {@link StandIn#ORGANIZATION}. */
    public static Map<String, String> environment(StandIn standIn) {
        // Empty ones too, which template.yaml sets where there is nothing to set.
        return Map.of("QUARKUS_HTTP_CORS_ORIGINS", "", "ISSUER_ORGANIZATION", "", "SENTRY_URL",
                standIn.url().toString(),
                "SENTRY_AUTH_TOKEN", StandIn.TOKEN, "ISSUER_DERIVATION_SECRET", StandInResource.DERIVATION_SECRET,
                "ISSUER_CALLERS__BACKSTAGE__PROJECTS", "acme/*", "ISSUER_CALLERS__BACKSTAGE__OPERATIONS", "issue,list",
                "ISSUER_CALLERS__BACKSTAGE__TOKEN_SHA256",
                StandInResource.TOKEN_SHA256,
                "ISSUER_CALLERS__BACKSTAGE__WEBHOOK_SECRETS", StandInResource.WEBHOOK_SECRET);
    }

    /**
     * @param folder where to run
     * @param environment beside what Lambda sets
     */
    public Lambda(Path folder, Map<String, String> environment, List<String> command) throws IOException {
        api = new RuntimeApi();
        output = Files.createTempFile(folder.toAbsolutePath().getParent(), "function", ".out");
        ProcessBuilder builder = new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().clear();
        builder.environment().putAll(Map.of("AWS_LAMBDA_RUNTIME_API", api.address(),
                "AWS_LAMBDA_FUNCTION_NAME", "dsn-issuer", "AWS_LAMBDA_FUNCTION_VERSION", "1",
                "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512", "AWS_REGION", "eu-central-1", "LAMBDA_TASK_ROOT",
                folder.toString()));
        builder.environment().putAll(environment);
        process = builder.start();
    }

    /** Beside it. */
    public static Path unpack(Path zip) throws IOException {
        Path folder = Files.createTempDirectory(zip.toAbsolutePath().getParent(), "function");
        try (InputStream file = Files.newInputStream(zip); ZipInputStream entries = new ZipInputStream(file)) {
            for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
                Path target = folder.resolve(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.createDirectories(target.getParent());
                    Files.copy(entries, target);
                }
            }
        }
        return folder;
    }

    /**
     * The client's own library, unpacked once: the client itself would write it to one fixed file at every start, and so over
     * the one that another process is loading, which then ends with SIGBUS.
     */
    private static Path unpackNativeClient() {
        String processor = System.getProperty("os.arch").equals("aarch64") ? "aarch64" : "x86_64";
        String system = Files.exists(Path.of("/lib/ld-musl-" + processor + ".so.1")) ? "linux_musl" : "linux";
        try (InputStream library = AWSLambda.class.getResourceAsStream(
                "/jni/libaws-lambda-jni." + system + "-" + processor.replace("aarch64", "aarch_64") + ".so")) {
            Path file = Files.createTempFile("runtime-client", ".so");
            file.toFile().deleteOnExit();
            Files.copy(library, file, StandardCopyOption.REPLACE_EXISTING);
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What AWS puts beside the function. */
    private static String runtime() {
        return Stream.of(AWSLambda.class, Context.class, PojoSerializer.class, SdkInternalThreadLocal.class).map(type -> {
            try {
                return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
            } catch (URISyntaxException e) {
                throw new IllegalStateException(e);
            }
        }).distinct().collect(Collectors.joining(File.pathSeparator));
    }

    /** @param left until Lambda would stop the function */
    public RuntimeApi.Answer invoke(String requestId, String event, Duration left) {
        return get(api.send(requestId, event, left));
    }

    /** What the function said when it could not start. */
    public String initError() {
        return get(api.initError);
    }

    /** Whether the function came to its checkpoint, and was told to go on from there. */
    public boolean wasRestored() {
        return api.wasRestored();
    }

    /** When the function first asked for an event, as {@link System#nanoTime}. */
    public long asked() {
        return get(api.asked);
    }

    /** Everything printed so far. */
    public List<String> output() {
        try {
            return Files.readAllLines(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public Process process() {
        return process;
    }

    private <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(LONGEST.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | InterruptedException | ExecutionException e) {
            throw new AssertionError("No answer:\n" + String.join("\n", output()), e);
        }
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        api.close();
    }
}
