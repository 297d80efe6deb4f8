package dev.dsnissuer.testing;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
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

    /**
     * Lets the page run the script of the cookbook, and show the DSN or why there is none.
     *
     * @param project the project in place of the cookbook's
     */
    public void asks(URI function, String jwt, String project, String name) {
        String script = CookbookPage.read("portal", function).consumerSide("js", 0).replace("'checkout'", "'" + project + "'");
        html = """
                <!doctype html><title>Portal</title><p id="dsn">waiting</p><script>
                %s
                 sentryDsn(async () => '%s', '%s')
                  .catch(error => error instanceof TypeError ? 'refused by the browser' : error.message)
                  .then(text => document.getElementById('dsn').textContent = text);
                </script>
                """.formatted(script, jwt, name);
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
