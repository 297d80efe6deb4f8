package dev.dsnissuer.bench;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.function.Consumer;

/** A connection to a {@link SoakFront}, and the one from there to the server. */
final class SoakConnection implements Closeable {

    private static final int IDLE_MILLIS = 30_000;

    private final Socket caller;
    private final Consumer<SoakConnection> onClose;
    private final long since = System.nanoTime();
    private volatile Socket server;
    private volatile boolean lost;
    private volatile long lastUp;
    private volatile long lastDown;

    SoakConnection(Socket caller, Consumer<SoakConnection> onClose) throws IOException {
        this.caller = caller;
        this.onClose = onClose;
        caller.setTcpNoDelay(true);
        caller.setSoTimeout(IDLE_MILLIS);
    }

    /** Hands on what the caller sends, until either side ends the connection. */
    void serve(int port) {
        try (Socket to = new Socket(InetAddress.getLoopbackAddress(), port)) {
            server = to;
            to.setTcpNoDelay(true);
            Thread down = new Thread(() -> copy(to, caller, false), Thread.currentThread().getName() + "-down");
            down.setDaemon(true);
            down.start();
            copy(caller, to, true);
        } catch (IOException e) {
            close();
        }
    }

    /** Whether nothing was ever handed on, because the front was mute. */
    boolean isUnserved() {
        return server == null;
    }

    /** From now on nothing comes out of it, not even its end. */
    void lose() {
        lost = true;
    }

    private void copy(Socket from, Socket to, boolean isUp) {
        try {
            InputStream in = from.getInputStream();
            byte[] buffer = new byte[16_384];
            for (int read = in.read(buffer); read != -1; read = in.read(buffer)) {
                if (!lost) {
                    to.getOutputStream().write(buffer, 0, read);
                }
                if (isUp) {
                    lastUp = System.nanoTime();
                } else {
                    lastDown = System.nanoTime();
                }
            }
        } catch (SocketTimeoutException e) {
            if (lost) {
                return;
            }
        } catch (IOException e) {
            // One side has broken off, and so does the other one now.
        }
        // A caller is not told that a lost connection has ended. It has to find out.
        if (isUp || !lost) {
            close();
        }
    }

    @Override
    public void close() {
        onClose.accept(this);
        try {
            // Every other connection is reset, and the rest end in order.
            caller.setSoLinger(since % 2 == 0, 0);
            caller.close();
        } catch (IOException e) {
            // It was closed already.
        }
        try {
            if (server != null) {
                server.close();
            }
        } catch (IOException e) {
            // It was closed already.
        }
    }

    @Override
    public String toString() {
        long now = System.nanoTime();
        return "from port %d, open for %d ms%s, last bytes to the server %s, back %s".formatted(caller.getPort(),
                (now - since) / 1_000_000, isUnserved() ? ", not served" : lost ? ", lost" : "", ago(now, lastUp),
                ago(now, lastDown));
    }

    private static String ago(long now, long then) {
        return then == 0 ? "never" : (now - then) / 1_000_000 + " ms ago";
    }
}
