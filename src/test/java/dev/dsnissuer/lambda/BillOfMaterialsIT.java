package dev.dsnissuer.lambda;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfSystemProperty;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;

/**
 * The bill of materials, sbom.cdx.json, lists the libraries of the package and no others. Quarkus changes a few of them when it
 * builds, and names those {@code modified-…}.
 */
@DisabledIfSystemProperty(named = "function", matches = ".*-native\\.zip")
class BillOfMaterialsIT {

    private static final Path TARGET = Path.of(System.getProperty("function", "target/function.zip")).getParent();

    /** The jars of the package by their names, without {@code modified-}. */
    private final Map<String, byte[]> jars = new TreeMap<>();
    private final Map<String, JsonNode> components;

    BillOfMaterialsIT() throws IOException {
        entries(Files.newInputStream(Path.of(System.getProperty("function")))).forEach((name, content) -> {
            if (name.startsWith("lib/") && name.endsWith(".jar")) {
                jars.put(name.substring("lib/".length()), content);
            }
        });
        JsonNode sbom = new JsonMapper().readTree(TARGET.resolve("sbom.cdx.json").toFile());
        String itself = sbom.at("/metadata/component/bom-ref").asText();
        components = StreamSupport.stream(sbom.get("components").spliterator(), false)
                .filter(component -> !component.get("bom-ref").asText().equals(itself))
                .collect(Collectors.toMap(BillOfMaterialsIT::jarOf, component -> component));
    }

    @Test
    void everyJarIsListed_andEverythingListedIsThere() {
        assertThat(jars.keySet()).extracting(name -> name.replaceFirst("^modified-", "")).hasSizeGreaterThan(100)
                .containsExactlyInAnyOrderElementsOf(components.keySet());
    }

    /** The package stores each jar in another form, with the same contents, as the build's last step packs it anew. */
    @Test
    void everyJarThatQuarkusLeftAlone_isTheOneWithTheHash() throws IOException, GeneralSecurityException {
        for (String name : jars.keySet()) {
            if (!name.startsWith("modified-")) {
                byte[] unpacked = Files.readAllBytes(TARGET.resolve("lib").resolve(name));
                assertThat(sha256(unpacked)).as(name).isEqualTo(listedHash(components.get(name)));
                assertThat(hashes(jars.get(name))).as(name).isEqualTo(hashes(unpacked));
            }
        }
        assertThat(jars.keySet()).filteredOn(name -> name.startsWith("modified-")).hasSizeLessThan(10);
    }

    private static String jarOf(JsonNode component) {
        return component.get("group").asText() + "." + component.get("name").asText() + "-" + component.get("version").asText()
                + ".jar";
    }

    private static String listedHash(JsonNode component) {
        return StreamSupport.stream(component.get("hashes").spliterator(), false)
                .filter(hash -> hash.get("alg").asText().equals("SHA-256")).findFirst().orElseThrow().get("content").asText();
    }

    private static Map<String, String> hashes(byte[] jar) throws IOException, GeneralSecurityException {
        Map<String, String> hashes = new TreeMap<>();
        for (Map.Entry<String, byte[]> entry : entries(new ByteArrayInputStream(jar)).entrySet()) {
            hashes.put(entry.getKey(), sha256(entry.getValue()));
        }
        return hashes;
    }

    private static String sha256(byte[] content) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(content));
    }

    private static Map<String, byte[]> entries(InputStream zip) throws IOException {
        Map<String, byte[]> entries = new TreeMap<>();
        try (ZipInputStream in = new ZipInputStream(zip)) {
            for (ZipEntry entry = in.getNextEntry(); entry != null; entry = in.getNextEntry()) {
                entries.putIfAbsent(entry.getName(), in.readAllBytes());
            }
        }
        return entries;
    }
}
