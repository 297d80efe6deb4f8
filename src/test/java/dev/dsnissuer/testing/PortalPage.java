package dev.dsnissuer.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Map;

import com.sun.net.httpserver.HttpServer;

import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/** A portal's server with a page that asks the function for a key. The function allows the portal's origin and no other. */
public class PortalPage implements QuarkusTestResourceLifecycleManager {

    private HttpServer server;
    private volatile String html = "";

    @Override
    public Map<String, String> start() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
        server.createContext("/", exchange -> {
            byte[] page = html.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/html; charset=utf-8");
            exchange.sendResponseHeaders(200, page.length);
            exchange.getResponseBody().write(page);
            exchange.close();
        });
        server.start();
        return Map.of("quarkus.http.cors.origins", "http://localhost:" + port());
    }

    /** @return the portal's origin by the host name that the function allows, or by another name of the same machine */
    public String origin(boolean allowed) {
        return "http://" + (allowed ? "localhost" : "127.0.0.1") + ":" + port();
    }

    /** Lets the page POST the body, and show the DSN or why there is none. */
    public void asks(String function, String token, String body) {
        html = """
                <!doctype html><title>Portal</title><p id="dsn">waiting</p><script>
                 fetch('%s/keys', {method: 'POST', body: '%s',
                    headers: {'Authorization': 'Bearer %s', 'Content-Type': 'application/json'}})
                  .then(answer => answer.json()).then(answer => answer.dsn || answer.type, () => 'refused by the browser')
                  .then(text => document.getElementById('dsn').textContent = text);
                </script>
                """.formatted(function, body, token);
    }

    private int port() {
        return server.getAddress().getPort();
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(this, new TestInjector.MatchesType(PortalPage.class));
    }

    @Override
    public void stop() {
        server.stop(0);
    }
}
