package dev.dsnissuer.packaging;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.HashSet;
import java.util.Set;
import java.util.zip.CRC32;
import java.util.zip.Deflater;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;

/**
 * The last step of the build packs function.zip anew: the entries of its jars are stored instead of compressed, and only
 * the jars are compressed as a whole. The zip is a quarter smaller then, and no start has to inflate every class.
 */
final class StoredJars {

    private StoredJars() {
    }

    /** @param args the path of the zip, which is replaced */
    public static void main(String[] args) throws IOException {
        Path zip = Path.of(args[0]);
        Path packed = Files.createTempFile(zip.toAbsolutePath().getParent(), "packed", ".zip");
        try (InputStream from = Files.newInputStream(zip); OutputStream to = Files.newOutputStream(packed)) {
            pack(from, to, false);
        }
        Files.move(packed, zip, StandardCopyOption.REPLACE_EXISTING);
    }

    private static void pack(InputStream from, OutputStream to, boolean store) throws IOException {
        Set<String> names = new HashSet<>();
        ZipInputStream entries = new ZipInputStream(from);
        ZipOutputStream out = new ZipOutputStream(to);
        out.setLevel(Deflater.BEST_COMPRESSION);
        out.setMethod(store ? ZipOutputStream.STORED : ZipOutputStream.DEFLATED);
        for (ZipEntry entry = entries.getNextEntry(); entry != null; entry = entries.getNextEntry()) {
            byte[] content = entries.readAllBytes();
            // Some jars name a folder twice.
            if (!names.add(entry.getName())) {
                continue;
            }
            if (entry.getName().endsWith(".jar")) {
                ByteArrayOutputStream jar = new ByteArrayOutputStream();
                pack(new ByteArrayInputStream(content), jar, true);
                content = jar.toByteArray();
            }
            ZipEntry copy = new ZipEntry(entry.getName());
            copy.setTimeLocal(entry.getTimeLocal());
            CRC32 checksum = new CRC32();
            checksum.update(content);
            copy.setCrc(checksum.getValue());
            copy.setSize(content.length);
            out.putNextEntry(copy);
            out.write(content);
        }
        out.finish();
    }
}
