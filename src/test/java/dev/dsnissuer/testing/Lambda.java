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

/** A function in a process of its own, as Lambda runs it: usually the package under AWS's runtime interface client. */
public final class Lambda implements AutoCloseable {

    /** Lets the hooks around a snapshot run as on Lambda, if AWS_LAMBDA_INITIALIZATION_TYPE is snap-start. */
    public static final String CRAC = "-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac";

    /** As template.yaml sets it: a process seldom lives long enough for the JVM's second compiler to pay. */
    public static final String QUICK_COMPILER = "-XX:TieredStopAtLevel=1";

    /** The memory that template.yaml asks for. The JVM chooses its garbage collector and the size of its heap by it. */
    public static final String MEMORY = "-XX:MaxRAM=1g";

    public static final String HANDLER = "io.quarkus.amazon.lambda.runtime.QuarkusStreamHandler::handleRequest";

    public static final String JAVA = Path.of(System.getProperty("java.home"), "bin", "java").toString();

    /** What the zip of an executable holds. */
    private static final String BOOTSTRAP = "bootstrap";
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final String NATIVE_CLIENT = "-D" + AWSLambda.class.getPackageName() + ".runtimeapi.NativeClient.JNI="
            + unpackNativeClient();

    private final RuntimeApi api;
    private final Path output;
    private final Process process;

    /**
     * Starts the package: the executable if it holds one, else its classes under AWS's runtime interface client.
     *
     * @param jvmOptions options of the JVM; an executable is given those that set a system property
     */
    public static Lambda start(Path function, Map<String, String> environment, String... jvmOptions) throws IOException {
        Path executable = function.resolve(BOOTSTRAP);
        return new Lambda(function, environment, Files.exists(executable)
                ? Stream.concat(Stream.of(executable.toString()),
                        Stream.of(jvmOptions).filter(option -> option.startsWith("-D"))).toList()
                : command(HANDLER, jvmOptions));
    }

    /** What starts a handler, whose classes lie where the process runs, under AWS's runtime interface client. */
    public static List<String> command(String handler, String... jvmOptions) {
        return Stream.of(Stream.of(JAVA), Stream.of(jvmOptions),
                Stream.of(NATIVE_CLIENT, "-cp", runtime(), AWSLambda.class.getName(), handler)).flatMap(part -> part).toList();
    }

    /** The function's configuration: one caller, which may issue in every project of {@link StandIn#ORGANIZATION}. */
    public static Map<String, String> environment(StandIn standIn) {
        // Some are empty, because template.yaml sets them to nothing if they are not used.
        return Map.of("QUARKUS_HTTP_CORS_ORIGINS", "", "ISSUER_ORGANIZATION", "", "SENTRY_URL",
                standIn.url().toString(),
                "SENTRY_AUTH_TOKEN", StandIn.TOKEN, "ISSUER_DERIVATION_SECRET", StandInResource.DERIVATION_SECRET,
                "ISSUER_CALLERS__BACKSTAGE__PROJECTS", "acme/*", "ISSUER_CALLERS__BACKSTAGE__OPERATIONS", "issue,list",
                "ISSUER_CALLERS__BACKSTAGE__TOKEN_SHA256",
                StandInResource.TOKEN_SHA256,
                "ISSUER_CALLERS__BACKSTAGE__WEBHOOK_SECRETS", StandInResource.WEBHOOK_SECRET);
    }

    /**
     * @param folder where the process runs
     * @param environment variables beside those that Lambda sets
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

    /** @return a new folder beside the zip, with what the zip holds */
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
                    // What is read as a stream does not tell the permissions.
                    target.toFile().setExecutable(entry.getName().equals(BOOTSTRAP));
                }
            }
        }
        return folder;
    }

    /**
     * Unpacks the client's native library once, into a file of this JVM's own. The client itself would write it to one fixed
     * file at every start. If another process is just loading that file, it crashes.
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

    /** The class path of AWS's runtime interface client. */
    private static String runtime() {
        return Stream.of(AWSLambda.class, Context.class, PojoSerializer.class, SdkInternalThreadLocal.class).map(type -> {
            try {
                return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
            } catch (URISyntaxException e) {
                throw new IllegalStateException(e);
            }
        }).distinct().collect(Collectors.joining(File.pathSeparator));
    }

    /** @param left the time until Lambda would stop the function */
    public RuntimeApi.Answer invoke(String requestId, String event, Duration left) {
        return get(api.send(requestId, event, left));
    }

    /** @return what the function reports if it cannot start */
    public String initError() {
        return get(api.initError);
    }

    /** Whether the function has come to its checkpoint and was told to go on from there. */
    public boolean wasRestored() {
        return api.wasRestored();
    }

    /** Whether the process has asked for this event and was given it. Nothing is known of an event before the last one. */
    public boolean wasHandedOver(String requestId) {
        return api.wasHandedOver(requestId);
    }

    /**
     * Waits until the function asks for its first event.
     *
     * @return when it did, as {@link System#nanoTime}
     */
    public long asked() {
        return get(api.asked);
    }

    /** The lines that the process has printed so far. */
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
            throw new AssertionError("The function did not answer. It has printed:\n" + String.join("\n", output()), e);
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
