package dev.dsnissuer.testing;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;

/**
 * Speaks TLS before a server that does not, with the certificate of {@link LocalCertificate}. What comes in is handed on byte
 * by byte, in both directions.
 */
public final class TlsFront implements AutoCloseable {

    private final URI server;
    private final ServerSocket listening;

    /** @param server where what comes in is handed on to */
    public TlsFront(URI server) throws IOException {
        this.server = server;
        listening = LocalCertificate.context().getServerSocketFactory().createServerSocket(0, 0,
                InetAddress.getLoopbackAddress());
        start(this::accept);
    }

    public URI url() {
        return URI.create("https://localhost:" + listening.getLocalPort() + server.getRawPath());
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket caller = listening.accept();
                start(() -> serve(caller));
            } catch (IOException e) {
                // The front was closed, or one caller broke off; the next one is accepted all the same.
            }
        }
    }

    private void serve(Socket caller) {
        try (caller; Socket called = new Socket(server.getHost(), server.getPort())) {
            caller.setTcpNoDelay(true);
            called.setTcpNoDelay(true);
            start(() -> copy(caller, called));
            copy(called, caller);
        } catch (IOException e) {
            // Neither side can be told anything.
        }
    }

    private static void copy(Socket from, Socket to) {
        try (from; to) {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[16_384];
            for (int read = in.read(buffer); read != -1; read = in.read(buffer)) {
                out.write(buffer, 0, read);
            }
        } catch (IOException e) {
            // One side has broken off; so does the other one now.
        }
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listening.close();
    }
}
