package dev.dsnissuer.bench;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import dev.dsnissuer.testing.LocalCertificate;

/**
 * Speaks TLS before a server, as a load balancer does: it closes connections that are idle for half a minute. It also fails as
 * a
 * load balancer or the network does, when it is told to.
 */
final class SoakFront implements Closeable {

    private final int server;
    private final int port = freePort();
    private final Set<SoakConnection> connections = ConcurrentHashMap.newKeySet();
    private volatile ServerSocket listening;
    private volatile boolean mute;

    /** @param server the port of the loopback address that connections are handed on to */
    SoakFront(int server) {
        this.server = server;
        open();
    }

    /** A port that Linux gives to no outgoing connection, so that a server can be closed, and opened again on the same one. */
    static int freePort() {
        Random random = new Random();
        while (true) {
            int port = 20_000 + random.nextInt(10_000);
            try (ServerSocket free = new ServerSocket(port, 0, InetAddress.getLoopbackAddress())) {
                return free.getLocalPort();
            } catch (IOException e) {
                // The port is taken, so another one is tried.
            }
        }
    }

    URI url() {
        return URI.create("https://localhost:" + port);
    }

    /** Listens again after {@link #close}. */
    void open() {
        try {
            ServerSocket socket = LocalCertificate.context().getServerSocketFactory().createServerSocket(port, 0,
                    InetAddress.getLoopbackAddress());
            listening = socket;
            start(() -> accept(socket));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Refuses connections from now on, and breaks those there are. */
    @Override
    public void close() {
        try {
            listening.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        connections.forEach(SoakConnection::close);
    }

    /** @param isMute whether new connections are accepted without a word: not even the handshake is answered */
    void mute(boolean isMute) {
        mute = isMute;
        if (!isMute) {
            connections.stream().filter(SoakConnection::isUnserved).forEach(SoakConnection::close);
        }
    }

    /** From now on nothing comes out of the connections there are, not even their end. New connections are well. */
    void loseConnections() {
        connections.forEach(SoakConnection::lose);
    }

    /** The connections there are, each with what it last carried. */
    List<String> connections() {
        return connections.stream().map(SoakConnection::toString).toList();
    }

    private void accept(ServerSocket socket) {
        while (!socket.isClosed()) {
            try {
                SoakConnection connection = new SoakConnection(socket.accept(), connections::remove);
                connections.add(connection);
                if (!mute) {
                    start(() -> connection.serve(server));
                }
            } catch (IOException e) {
                // The front was closed, or one caller broke off; the next one is accepted all the same.
            }
        }
    }

    private void start(Runnable task) {
        Thread thread = new Thread(task, "front-" + port);
        thread.setDaemon(true);
        thread.start();
    }
}
