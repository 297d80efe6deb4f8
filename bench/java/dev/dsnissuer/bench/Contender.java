package dev.dsnissuer.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

import dev.dsnissuer.testing.Lambda;

/**
 * What is measured.
 *
 * @param folder where the process runs
 * @param zip the file that would be deployed
 * @param environment variables of its own
 */
record Contender(String name, Path folder, Path zip, Map<String, String> environment, List<String> command) {

    /**
     * The function, as an executable and on a JVM, and two handlers that do no more than is needed.
     *
     * @param trusting whether they need to trust the benchmark's certificate
     */
    static List<Contender> all(boolean trusting) throws IOException {
        List<Contender> contenders = new ArrayList<>(executable());
        Path unpacked = Lambda.unpack(Upstream.PACKAGE);
        contenders.add(primed("function on a JVM, primed", unpacked, trusting, Lambda.QUICK_COMPILER));
        contenders.add(new Contender("function on a JVM", unpacked, Upstream.PACKAGE, Map.of(),
                java(trusting, Lambda.HANDLER, Lambda.QUICK_COMPILER)));
        contenders.add(new Contender("Java handler", Upstream.FOLDER.resolve("plain"), Upstream.FOLDER.resolve("plain.zip"),
                Map.of(), java(trusting, "Handler", Lambda.QUICK_COMPILER)));
        String node = Figures.onPath("node");
        if (node == null) {
            System.out.println("The Node.js handler is left out, because there is no node on the PATH");
        } else {
            contenders.add(new Contender("Node.js handler", Upstream.FOLDER, Upstream.FOLDER.resolve("node.zip"), Map.of(),
                    List.of(node, Path.of("bench/node/runtime.mjs").toAbsolutePath().toString())));
        }
        return contenders;
    }

    /** The function as an executable, where there is one, and with the options of the JVM that one might choose. */
    static List<Contender> options() throws IOException {
        List<Contender> contenders = new ArrayList<>(executable());
        Path unpacked = Lambda.unpack(Upstream.PACKAGE);
        String serial = "-XX:+UseSerialGC";
        contenders.add(primed("quick compiler", unpacked, true, Lambda.QUICK_COMPILER));
        contenders.add(primed("quick compiler, serial collector", unpacked, true, Lambda.QUICK_COMPILER, serial));
        contenders.add(primed("both compilers", unpacked, true));
        contenders.add(primed("both compilers, serial collector", unpacked, true, serial));
        return contenders;
    }

    private static List<Contender> executable() throws IOException {
        if (!Files.exists(Upstream.EXECUTABLE)) {
            return List.of();
        }
        Path folder = Lambda.unpack(Upstream.EXECUTABLE);
        return List.of(new Contender("function, executable", folder, Upstream.EXECUTABLE, Map.of(),
                List.of(folder.resolve("bootstrap").toString())));
    }

    /** Goes on in the same process from what Lambda would take a snapshot of. */
    private static Contender primed(String name, Path unpacked, boolean trusting, String... options) {
        return new Contender(name, unpacked, Upstream.PACKAGE, Map.of("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start"),
                java(trusting, Lambda.HANDLER,
                        Stream.concat(Stream.of(options), Stream.of(Lambda.CRAC)).toArray(String[]::new)));
    }

    private static List<String> java(boolean trusting, String handler, String... options) {
        return Lambda.command(handler, Stream.of(Stream.of(Lambda.MEMORY), Stream.of(options),
                trusting ? Stream.of(Upstream.TRUST) : Stream.<String> empty()).flatMap(part -> part).toArray(String[]::new));
    }
}
