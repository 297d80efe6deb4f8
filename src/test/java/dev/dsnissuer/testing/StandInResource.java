package dev.dsnissuer.testing;

import java.util.HashMap;
import java.util.Map;

import dev.dsnissuer.standin.StandIn;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/** Starts the stand-in for a {@code @QuarkusTest}, hands it to its fields, and configures the function to use it. */
public class StandInResource implements QuarkusTestResourceLifecycleManager {

    /** May issue, and only in projects of {@link StandIn#ORGANIZATION}. */
    public static final String TOKEN = "backstage-token";
    public static final String TOKEN_SHA256 = "f29294f361cf37d62b0c5120946974a04761025a508afec8ce29f21a49e12fe0";
    /** May list, but not issue. */
    public static final String READER_TOKEN = "reader-token";
    /** May have no more than 100 events in 60 seconds. */
    public static final String LIMITED_TOKEN = "limited-token";
    /** The first is of the specification's test vectors. */
    public static final String WEBHOOK_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    public static final String OTHER_WEBHOOK_SECRET = "whsec_YmFja3N0YWdlJ3Mgb3RoZXIgc2VjcmV0";
    public static final String READER_WEBHOOK_SECRET = "whsec_dGhlIHJlYWRlcidzIHdlYmhvb2sgc2VjcmV0";
    public static final String DERIVATION_SECRET = "a derivation secret of 32 letters";
    /** For tests that wait for what does not come. */
    public static final String READ_TIMEOUT = "quarkus.rest-client.sentry.read-timeout";
    public static final String DEADLINE = "issuer.deadline";

    private String pathPrefix = "";
    private String urlSuffix = "";
    private Map<String, String> args = Map.of();
    private StandIn standIn;

    @Override
    public void init(Map<String, String> args) {
        pathPrefix = args.getOrDefault("pathPrefix", "");
        this.args = args;
        urlSuffix = args.getOrDefault("urlSuffix", "");
    }

    @Override
    public Map<String, String> start() {
        standIn = StandIn.start(0, pathPrefix);
        Map<String, String> configuration = new HashMap<>(Map.ofEntries(
                Map.entry("sentry.url", standIn.url() + urlSuffix),
                Map.entry("sentry.auth-token", StandIn.TOKEN),
                // Far more than is needed, so that a machine that stalls looks like no failure of Sentry's.
                Map.entry(READ_TIMEOUT, "10000"),
                Map.entry(DEADLINE, "20s"),
                Map.entry("issuer.derivation-secret", DERIVATION_SECRET),
                Map.entry("issuer.callers.\"backstage\".projects", "acme/*"),
                Map.entry("issuer.callers.\"backstage\".operations", "issue,update,list,deactivate"),
                Map.entry("issuer.callers.\"backstage\".token-sha256",
                        TOKEN_SHA256),
                Map.entry("issuer.callers.\"backstage\".webhook-secrets", WEBHOOK_SECRET + "," + OTHER_WEBHOOK_SECRET),
                Map.entry("issuer.callers.\"reader\".projects", "acme/*"),
                Map.entry("issuer.callers.\"reader\".webhook-secrets", READER_WEBHOOK_SECRET),
                Map.entry("issuer.callers.\"reader\".operations", "list"),
                Map.entry("issuer.callers.\"reader\".token-sha256",
                        "ba5005a40cf5212e4ac0190104cc127edab013294bb71279a975b27a80982d45"),
                Map.entry("issuer.callers.\"limited\".projects", "acme/*"),
                Map.entry("issuer.callers.\"limited\".token-sha256",
                        "bbde8d72b38e2bae5b127e234e5e66230d265a7e382c01a553c8e8642805858d"),
                Map.entry("issuer.callers.\"limited\".max-rate-limit.count", "100"),
                Map.entry("issuer.callers.\"limited\".max-rate-limit.window", "60")));
        // Whatever else an argument names is a configuration key.
        args.forEach((key, value) -> {
            if (key.contains(".")) {
                configuration.put(key, value);
            }
        });
        return configuration;
    }

    @Override
    public void inject(TestInjector injector) {
        injector.injectIntoFields(standIn, new TestInjector.MatchesType(StandIn.class));
    }

    @Override
    public void stop() {
        standIn.close();
    }
}
