package dev.dsnissuer.bench;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** What Linux tells of a process, and does to it. */
final class SoakProcess {

    private SoakProcess() {
    }

    static void signal(Process process, String signal) {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(process.pid())).inheritIO().start().waitFor();
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** A thread dump of this JVM. */
    static List<String> ownThreads() {
        return run(Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
                Long.toString(ProcessHandle.current().pid()), "Thread.print", "-l");
    }

    /** For each thread its name, its state, and the system call with its arguments that it is in. */
    static List<String> threads(long process) {
        try (Stream<Path> threads = Files.list(Path.of("/proc/" + process + "/task"))) {
            return threads.sorted().map(thread -> thread.getFileName() + " " + first(thread.resolve("comm")) + ", "
                    + Stream.of("State:", "voluntary_ctxt_switches:").map(name -> line(thread.resolve("status"), name)).toList()
                    + ", waits in " + first(thread.resolve("wchan")) + ", system call " + first(thread.resolve("syscall")))
                    .toList();
        } catch (IOException e) {
            return List.of(e.toString());
        }
    }

    /** The process's connections with their ports, states, and bytes that were not read or not acknowledged, in hexadecimal. */
    static List<String> sockets(long process) {
        try (Stream<Path> files = Files.list(Path.of("/proc/" + process + "/fd"))) {
            Set<String> inodes = new HashSet<>();
            for (Path file : files.toList()) {
                String target = Files.readSymbolicLink(file).toString();
                if (target.startsWith("socket:[")) {
                    inodes.add(target.substring("socket:[".length(), target.length() - 1));
                }
            }
            return Stream.of("tcp", "tcp6").flatMap(table -> lines(Path.of("/proc/" + process + "/net/" + table)).stream())
                    .filter(line -> line.contains("local_address") || inodes.contains(line.strip().split(" +")[9])).toList();
        } catch (IOException e) {
            return List.of(e.toString());
        }
    }

    private static String first(Path file) {
        return lines(file).stream().findFirst().orElse("");
    }

    private static String line(Path file, String name) {
        return lines(file).stream().filter(line -> line.startsWith(name)).findFirst().orElse("").replace('\t', ' ');
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        } catch (IOException e) {
            return List.of(e.toString());
        }
    }

    private static List<String> run(String... command) {
        try {
            Path output = Files.createTempFile(SoakLog.FOLDER, "command", ".txt");
            Process process = new ProcessBuilder(command).redirectErrorStream(true).redirectOutput(output.toFile()).start();
            if (!process.waitFor(20, TimeUnit.SECONDS)) {
                process.destroyForcibly();
            }
            List<String> lines = lines(output);
            Files.delete(output);
            return lines;
        } catch (IOException e) {
            return List.of(e.toString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return List.of();
        }
    }
}
