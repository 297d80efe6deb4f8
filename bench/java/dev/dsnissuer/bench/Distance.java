package dev.dsnissuer.bench;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Stands before a server of this machine and makes it as far away as if it stood elsewhere: every byte is on its way for half
 * of
 * a round trip. Opening a connection takes a round trip too, which the first bytes wait for in its place.
 */
final class Distance implements AutoCloseable {

    private final URI server;
    private final long half;
    private final ServerSocket listening = new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    /** A single thread, so that bytes arrive in the order in which they were sent. */
    private final ScheduledExecutorService wire = Executors.newSingleThreadScheduledExecutor(Distance::daemon);

    Distance(URI server, Duration roundTrip) throws IOException {
        this.server = server;
        half = roundTrip.toNanos() / 2;
        daemon(this::accept).start();
    }

    URI url() {
        return URI.create(server.getScheme() + "://localhost:" + listening.getLocalPort() + server.getRawPath());
    }

    private void accept() {
        while (!listening.isClosed()) {
            try {
                Socket caller = listening.accept();
                Socket called = new Socket(server.getHost(), server.getPort());
                caller.setTcpNoDelay(true);
                called.setTcpNoDelay(true);
                long opened = System.nanoTime() + 2 * half;
                daemon(() -> carry(caller, called, opened)).start();
                daemon(() -> carry(called, caller, opened)).start();
            } catch (IOException e) {
                // The benchmark has ended, or one caller broke off; the next one is accepted all the same.
            }
        }
    }

    /** @param opened when the first bytes may set out, as {@link System#nanoTime} */
    private void carry(Socket from, Socket to, long opened) {
        byte[] buffer = new byte[16_384];
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            for (int read = in.read(buffer); read != -1; read = in.read(buffer)) {
                byte[] sent = Arrays.copyOf(buffer, read);
                long now = System.nanoTime();
                wire.schedule(() -> {
                    out.write(sent);
                    return null;
                }, Math.max(now, opened) - now + half, TimeUnit.NANOSECONDS);
            }
        } catch (IOException e) {
            // One side has broken off; so does the other one.
        }
        wire.schedule(() -> {
            from.close();
            to.close();
            return null;
        }, half, TimeUnit.NANOSECONDS);
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task);
        thread.setDaemon(true);
        return thread;
    }

    @Override
    public void close() throws IOException {
        listening.close();
        wire.shutdownNow();
    }
}
