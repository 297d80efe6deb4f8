package dev.dsnissuer.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.StringReader;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;

import dev.dsnissuer.testing.CookbookPage;
import dev.dsnissuer.testing.JwtIssuer;

/** Consumers whose pages hold a script in JavaScript, which Node.js runs as it stands there. */
final class NodeConsumers {

    /** Signs the JWTs of the portal's users. */
    private final JwtIssuer issuer;

    NodeConsumers(JwtIssuer issuer) {
        this.issuer = issuer;
    }

    Map<String, PageConsumer> all() {
        return Map.of("portal", this::portal, "servicenow", NodeConsumers::serviceNow);
    }

    private static String serviceNow(CookbookPage page, Path folder) throws IOException, InterruptedException {
        Tools.require("node");
        String script;
        try (InputStream engine = NodeConsumers.class.getResourceAsStream("servicenow.js")) {
            script = new String(engine.readAllBytes(), StandardCharsets.UTF_8) + page.consumerSide("js", 0)
                    + "console.log(fields.u_sentry_dsn);\n";
        }
        return node(folder, script, Map.of("WEBHOOK_SECRET", page.webhookSecret().substring("whsec_".length())));
    }

    private String portal(CookbookPage page, Path folder) throws IOException, InterruptedException {
        Tools.require("node");
        Properties configuration = new Properties();
        configuration.load(new StringReader(page.functionSide("properties").get(0)));
        String origin = configuration.getProperty("quarkus.http.cors.origins");
        String script = page.consumerSide("js", 0);
        String url = script.replaceFirst("(?s).*fetch\\('([^']+)'.*", "$1");
        HttpResponse<String> preflight = Requests.exchange("OPTIONS", url, Map.of("Origin", origin,
                "Access-Control-Request-Method", "POST", "Access-Control-Request-Headers", "authorization,content-type"), "");
        assertThat(preflight.statusCode()).isEqualTo(200);
        assertThat(preflight.headers().firstValue("access-control-allow-origin")).contains(origin);

        // A browser sends the origin by itself, and Node.js does not.
        return node(folder, "const send = fetch;\nglobalThis.fetch = (url, request) =>\n"
                + "  send(url, { ...request, headers: { ...request.headers, Origin: process.env.ORIGIN } });\n" + script
                + "sentryDsn(async () => process.env.JWT, 'checkout-eu').then(console.log);\n",
                Map.of("ORIGIN", origin, "JWT", jwt()));
    }

    private static String node(Path folder, String script, Map<String, String> variables)
            throws IOException, InterruptedException {
        Files.writeString(folder.resolve("script.js"), script);
        return Tools.run(folder, variables, "node", "script.js").strip();
    }

    private String jwt() {
        return issuer.jwt("ES256", issuer.ec, claims -> {
            claims.setIssuer("https://login.example.com");
            claims.setAudience("dsn-issuer");
            claims.setSubject("a user");
            claims.setStringClaim("azp", "developer-portal");
        });
    }
}
