package dev.dsnissuer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.File;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import dev.dsnissuer.testing.FunctionTest;
import dev.dsnissuer.testing.JwtIssuer;
import dev.dsnissuer.testing.PortalPage;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.restassured.RestAssured;

/**
 * The page of the cookbook for portals asks for a key in a real browser. Where no Chromium is on the PATH, the tests are
 * skipped
 * and say so.
 */
@QuarkusTest
@WithTestResource(PortalPage.class)
@WithTestResource(JwtIssuer.class)
class BrowserTest extends FunctionTest {

    private static final List<String> NAMES = List.of("chromium", "chromium-browser", "google-chrome", "chrome");

    private static final int TRIES = 3;

    PortalPage portal;
    JwtIssuer issuer;
    @TempDir
    Path profile;

    @Test
    void allowedOrigin_dsnShown() throws IOException, InterruptedException {
        String page = open(true);

        assertThat(issuedKeys()).hasSize(1);
        assertThat(page).contains(issuedKeys().get(0).publicKey + "@");
    }

    @Test
    void otherOrigin_refusedByTheBrowser() throws IOException, InterruptedException {
        assertThat(open(false)).contains("refused by the browser");
        assertThat(issuedKeys()).isEmpty();
    }

    private String open(boolean allowed) throws IOException, InterruptedException {
        Optional<String> chromium = Stream.of(System.getenv("PATH").split(File.pathSeparator))
                .flatMap(folder -> NAMES.stream().map(name -> Path.of(folder, name))).filter(Files::isExecutable)
                .map(Path::toString).findFirst();
        assumeTrue(chromium.isPresent(), "Skipped: no Chromium on the PATH");
        portal.asks(URI.create("http://localhost:" + RestAssured.port), issuer.jwt(), slug, "from-a-page");
        for (int tries = 0; tries < TRIES; tries++) {
            Optional<String> page = page(chromium.get(), portal.origin(allowed), profile.resolve("profile" + tries));
            if (page.isPresent()) {
                return page.get();
            }
        }
        throw new AssertionError("The browser hung " + TRIES + " times");
    }

    /** @return the page as the browser shows it; empty if the browser hangs, as it does at times */
    private static Optional<String> page(String chromium, String origin, Path data) throws IOException, InterruptedException {
        Path page = data.resolveSibling(data.getFileName() + ".html");
        Process browser = new ProcessBuilder(chromium, "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
                "--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
                "--user-data-dir=" + data, "--virtual-time-budget=10000", "--dump-dom",
                origin + "/").redirectOutput(page.toFile()).redirectError(ProcessBuilder.Redirect.DISCARD)
                .start();
        try {
            return browser.waitFor(20, TimeUnit.SECONDS) ? Optional.of(Files.readString(page)) : Optional.empty();
        } finally {
            browser.descendants().forEach(ProcessHandle::destroyForcibly);
            browser.destroyForcibly();
        }
    }
}
