package dev.dsnissuer.testing;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * A certificate for localhost, made by the JDK's keytool for one run of the tests. Functions reach a server that has it as they
 * reach any other: by the trust of their JVM. The benchmarks bring one of their own, in the file that the system property
 * {@code localhost.certificate} names.
 */
public final class LocalCertificate {

    private static final String PASSWORD = "changeit";
    private static final Path STORE = make();

    private LocalCertificate() {
    }

    private static Path make() {
        String given = System.getProperty("localhost.certificate");
        if (given != null) {
            return Path.of(given);
        }
        try {
            Path store = Files.createTempDirectory("certificate").resolve("localhost.p12");
            store.toFile().deleteOnExit();
            Process keytool = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                    "-genkeypair", "-keyalg", "EC", "-alias", "localhost", "-dname", "CN=localhost", "-ext",
                    "san=dns:localhost,ip:127.0.0.1", "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass",
                    PASSWORD).inheritIO().start();
            if (keytool.waitFor() != 0) {
                throw new IllegalStateException("keytool failed");
            }
            return store;
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Has the certificate, and trusts it and no other. */
    public static SSLContext context() {
        try (InputStream file = Files.newInputStream(STORE)) {
            KeyStore store = KeyStore.getInstance("PKCS12");
            store.load(file, PASSWORD.toCharArray());
            KeyManagerFactory keys = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            keys.init(store, PASSWORD.toCharArray());
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(keys.getKeyManagers(), trust.getTrustManagers(), null);
            return context;
        } catch (GeneralSecurityException | IOException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What makes another JVM trust it. */
    public static String[] jvmOptions() {
        return new String[] { "-Djavax.net.ssl.trustStore=" + STORE, "-Djavax.net.ssl.trustStorePassword=" + PASSWORD };
    }
}
