package dev.dsnissuer.packaging;

import java.io.IOException;
import java.net.URI;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Map;

/**
 * Packs the executable for Lambda, which starts the file {@code bootstrap} of the zip. The zip that Quarkus makes has the name
 * of the JVM's package, and is removed, so that nobody deploys one for the other.
 */
final class ExecutableZip {

    /** As in the jars: the same file makes the same zip. */
    private static final FileTime TIME = FileTime.from(Instant.parse("2026-11-21T00:00:00Z"));

    private ExecutableZip() {
    }

    /** @param args the path of the zip, which is replaced, and of the executable */
    public static void main(String[] args) throws IOException {
        Path zip = Path.of(args[0]).toAbsolutePath();
        Files.deleteIfExists(zip);
        Files.deleteIfExists(zip.resolveSibling("function.zip"));
        try (FileSystem entries = FileSystems.newFileSystem(URI.create("jar:" + zip.toUri()),
                Map.of("create", "true", "enablePosixFileAttributes", "true"))) {
            Path bootstrap = Files.copy(Path.of(args[1]), entries.getPath("bootstrap"));
            Files.setLastModifiedTime(bootstrap, TIME);
            Files.setPosixFilePermissions(bootstrap, PosixFilePermissions.fromString("rwxr-xr-x"));
        }
    }
}
