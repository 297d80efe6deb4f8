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

    /** @param trusting whether it needs to trust the benchmark's certificate */
    static List<Contender> all(boolean trusting) throws IOException {
        List<Contender> contenders = new ArrayList<>();
        Path executable = Upstream.FOLDER.resolve("function-native.zip");
        if (Files.exists(executable)) {
            Path folder = Lambda.unpack(executable);
            contenders.add(new Contender("function, executable", folder, executable, Map.of(),
                    List.of(folder.resolve("bootstrap").toString())));
        }
        Path zip = Path.of("target/function.zip");
        Path unpacked = Lambda.unpack(zip);
        contenders.add(new Contender("function on a JVM, primed", unpacked, zip,
                Map.of("AWS_LAMBDA_INITIALIZATION_TYPE", "snap-start"), java(trusting, Lambda.HANDLER, Lambda.CRAC)));
        contenders.add(new Contender("function on a JVM", unpacked, zip, Map.of(), java(trusting, Lambda.HANDLER)));
        contenders.add(new Contender("Java handler", Upstream.FOLDER.resolve("plain"), Upstream.FOLDER.resolve("plain.zip"),
                Map.of(), java(trusting, "Handler")));
        String node = Figures.onPath("node");
        if (node == null) {
            System.out.println("The Node.js handler is left out, because there is no node on the PATH");
        } else {
            contenders.add(new Contender("Node.js handler", Upstream.FOLDER, Upstream.FOLDER.resolve("node.zip"), Map.of(),
                    List.of(node, Path.of("bench/node/runtime.mjs").toAbsolutePath().toString())));
        }
        return contenders;
    }

    private static List<String> java(boolean trusting, String handler, String... more) {
        return Lambda.command(handler, Stream.of(Stream.of(Lambda.QUICK_COMPILER, Lambda.MEMORY), Stream.of(more),
                trusting ? Stream.of(Upstream.TRUST) : Stream.<String> empty()).flatMap(part -> part).toArray(String[]::new));
    }
}
