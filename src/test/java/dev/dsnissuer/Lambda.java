package dev.dsnissuer;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URISyntaxException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

import com.amazonaws.services.lambda.runtime.Context;
import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;
import com.amazonaws.services.lambda.runtime.serialization.PojoSerializer;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import software.amazon.awssdk.utilslite.SdkInternalThreadLocal;

/**
 * The package in a process of its own, under AWS's own runtime interface client, as Lambda runs it; this is the Runtime API
 * that the client asks for events.
 */
final class Lambda implements AutoCloseable {

    /** How Lambda leads the CRaC API to its own hooks; they run where AWS_LAMBDA_INITIALIZATION_TYPE is snap-start. */
    static final String CRAC = "-Dorg.crac.Core.Compat=com.amazonaws.services.lambda.crac";

    /** What template.yaml sets: only the quick compiler, as a process seldom lives long enough for the thorough one. */
    static final String QUICK_COMPILER = "-XX:TieredStopAtLevel=1";

    private static final String API = "/2018-06-01/runtime/";
    private static final Duration LONGEST = Duration.ofSeconds(30);
    private static final String NATIVE_CLIENT = "-D" + AWSLambda.class.getPackageName() + ".runtimeapi.NativeClient.JNI="
            + unpackNativeClient();

    static {
        // Otherwise every answer of the API waits for an acknowledgement, 40 ms long.
        System.setProperty("sun.net.httpserver.nodelay", "true");
    }

    /**
     * @param isError whether the function failed instead of answering
     * @param took from the event's being handed over
     */
    record Answer(boolean isError, String body, Duration took) {
    }

    private record Invocation(String requestId, String event, Duration left, CompletableFuture<Answer> answer) {
    }

    private final HttpServer api;
    private final Path output;
    private final Process process;
    private final BlockingQueue<Invocation> waiting = new LinkedBlockingQueue<>();
    private final CompletableFuture<String> initError = new CompletableFuture<>();
    private volatile Invocation current;
    private volatile long handedOver;
    private volatile boolean restored;

    /** @param function unpacked, as by {@link #unpack} */
    Lambda(Path function, Map<String, String> environment, String... jvmOptions) throws IOException {
        api = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        api.setExecutor(command -> {
            Thread thread = new Thread(command);
            thread.setDaemon(true);
            thread.start();
        });
        api.createContext(API, this::handle);
        api.start();
        output = Files.createTempFile(function.getParent(), "function", ".out");
        ProcessBuilder builder = new ProcessBuilder(Stream.of(
                Stream.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()), Stream.of(jvmOptions),
                Stream.of(NATIVE_CLIENT, "-cp", runtime(),
                        AWSLambda.class.getName(),
                        "io.quarkus.amazon.lambda.runtime.QuarkusStreamHandler::handleRequest"))
                .flatMap(part -> part).toList()).directory(function.toFile()).redirectErrorStream(true)
                .redirectOutput(output.toFile());
        builder.environment().clear();
        builder.environment().putAll(Map.of("AWS_LAMBDA_RUNTIME_API", "127.0.0.1:" + api.getAddress().getPort(),
                "AWS_LAMBDA_FUNCTION_NAME", "dsn-issuer", "AWS_LAMBDA_FUNCTION_VERSION", "1",
                "AWS_LAMBDA_FUNCTION_MEMORY_SIZE", "512", "AWS_REGION", "eu-central-1", "LAMBDA_TASK_ROOT",
                function.toString()));
        builder.environment().putAll(environment);
        process = builder.start();
    }

    /** Beside it. */
    static Path unpack(Path zip) throws IOException {
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
        }).distinct().collect(Collectors.joining(System.getProperty("path.separator")));
    }

    /** @param left until Lambda would stop the function */
    Answer invoke(String requestId, String event, Duration left) {
        Invocation invocation = new Invocation(requestId, event, left, new CompletableFuture<>());
        waiting.add(invocation);
        return get(invocation.answer);
    }

    /** What the function said when it could not start. */
    String initError() {
        return get(initError);
    }

    /** Whether the function came to its checkpoint, and was told to go on from there. */
    boolean wasRestored() {
        return restored;
    }

    /** Everything printed so far. */
    List<String> output() {
        try {
            return Files.readAllLines(output);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Process process() {
        return process;
    }

    private <T> T get(CompletableFuture<T> future) {
        try {
            return future.get(LONGEST.toSeconds(), TimeUnit.SECONDS);
        } catch (TimeoutException | InterruptedException | ExecutionException e) {
            throw new AssertionError("No answer:\n" + String.join("\n", output()), e);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath().substring(API.length());
        String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
        if (path.equals("invocation/next")) {
            next(exchange);
            return;
        }
        if (path.equals("restore/next")) {
            restored = true;
        } else if (path.equals("init/error")) {
            initError.complete(body);
        } else if (path.startsWith("invocation/")) {
            String[] parts = path.split("/");
            if (current == null || !current.requestId.equals(parts[1])) {
                throw new IllegalStateException("Answer to an event that was not sent: " + path);
            }
            current.answer.complete(new Answer(parts[2].equals("error"), body,
                    Duration.ofNanos(System.nanoTime() - handedOver)));
        }
        exchange.sendResponseHeaders(path.startsWith("restore/") ? 200 : 202, -1);
        exchange.close();
    }

    private void next(HttpExchange exchange) throws IOException {
        try {
            current = waiting.take();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return;
        }
        byte[] event = current.event.getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().putAll(Map.of("Content-Type", List.of("application/json"),
                "Lambda-Runtime-Aws-Request-Id", List.of(current.requestId),
                "Lambda-Runtime-Invoked-Function-Arn", List.of("arn:aws:lambda:eu-central-1:123456789012:function:dsn-issuer"),
                "Lambda-Runtime-Deadline-Ms", List.of(Long.toString(System.currentTimeMillis() + current.left.toMillis()))));
        exchange.sendResponseHeaders(200, event.length);
        handedOver = System.nanoTime();
        exchange.getResponseBody().write(event);
        exchange.close();
    }

    @Override
    public void close() {
        process.destroy();
        try {
            process.waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        api.stop(0);
    }
}
