package dev.dsnissuer.standin;

import java.net.URI;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** A client key of the stand-in, with everything that Sentry tells of one. Tests may look at it and change it. */
public final class Key {

    static final String DEFAULT_BROWSER_SDK = "10.x";
    static final List<String> BROWSER_SDKS = List.of("latest", "10.x", "9.x", "8.x", "7.x");

    public final String publicKey;
    public final String secretKey;
    public volatile String name;
    public volatile boolean active = true;
    /** How many events the key takes in a window, or 0 where it has no limit. */
    public volatile int rateLimitCount;
    /** In seconds, or 0 where the key has no limit. */
    public volatile int rateLimitWindow;
    public volatile String browserSdkVersion = DEFAULT_BROWSER_SDK;
    public volatile String useCase = "user";
    public final ObjectNode loaderOptions = Json.object().put("hasReplay", true).put("hasPerformance", true)
            .put("hasDebug", false).put("hasFeedback", false).put("hasLogsAndMetrics", false);
    /** Whether Sentry fails to write this key: an answer then has no body where it should be the key, and a list has null. */
    public volatile boolean unreadable;
    /** The id of the key's row in Sentry's database, set when the key is added to its project. Newer keys have larger ids. */
    volatile long rowId;
    private final Instant created = Instant.now().truncatedTo(ChronoUnit.MICROS);

    Key(String publicKey, String secretKey, String name) {
        this.publicKey = publicKey;
        this.secretKey = secretKey;
        this.name = name;
    }

    /** Zero in either means that the key has no limit. */
    void limit(int count, int window) {
        boolean limited = count > 0 && window > 0;
        rateLimitCount = limited ? count : 0;
        rateLimitWindow = limited ? window : 0;
    }

    /** The key as Sentry writes it today. */
    ObjectNode json(Project project, URI base) {
        String host = base.getAuthority() + base.getPath();
        String api = base + "/api/" + project.id;
        ObjectNode body = Json.object().put("id", publicKey).put("name", name).put("label", name)
                .put("public", publicKey).put("secret", secretKey).put("projectId", project.id).put("isActive", active);
        if (rateLimitCount > 0) {
            body.putObject("rateLimit").put("window", rateLimitWindow).put("count", rateLimitCount);
        } else {
            body.putNull("rateLimit");
        }
        body.putObject("dsn")
                .put("secret", base.getScheme() + "://" + publicKey + ":" + secretKey + "@" + host + "/" + project.id)
                .put("public", base.getScheme() + "://" + publicKey + "@" + host + "/" + project.id)
                .put("csp", api + "/csp-report/?sentry_key=" + publicKey)
                .put("security", api + "/security/?sentry_key=" + publicKey)
                .put("minidump", api + "/minidump/?sentry_key=" + publicKey)
                .put("nel", api + "/nel/?sentry_key=" + publicKey)
                .put("playstation", api + "/playstation/?sentry_key=" + publicKey)
                .put("unreal", api + "/unreal/" + publicKey + "/")
                .put("crons", api + "/cron/___MONITOR_SLUG___/" + publicKey + "/")
                .put("cdn", base + "/js-sdk-loader/" + publicKey + ".min.js")
                .put("integration", api + "/integration/")
                .put("otlp_traces", api + "/integration/otlp/v1/traces")
                .put("otlp_logs", api + "/integration/otlp/v1/logs");
        body.put("browserSdkVersion", browserSdkVersion);
        var choices = body.putObject("browserSdk").putArray("choices");
        BROWSER_SDKS.forEach(version -> choices.addArray().add(version).add(version));
        body.put("dateCreated", created.toString());
        body.set("dynamicSdkLoaderOptions", loaderOptions.deepCopy());
        return body;
    }
}
