package dev.dsnissuer.testing;

import java.util.HashMap;
import java.util.Map;

import dev.dsnissuer.standin.StandIn;
import io.quarkus.test.common.QuarkusTestResourceLifecycleManager;

/** Starts the stand-in for a {@code @QuarkusTest}, hands it to its fields, and configures the function to use it. */
public class StandInResource implements QuarkusTestResourceLifecycleManager {

    /** Its caller may do everything in the projects of {@link StandIn#ORGANIZATION}, and nothing elsewhere. */
    public static final String TOKEN = "backstage-token";
    public static final String TOKEN_SHA256 = "f29294f361cf37d62b0c5120946974a04761025a508afec8ce29f21a49e12fe0";
    /** Its caller may only list keys. */
    public static final String READER_TOKEN = "reader-token";
    /** Its caller may only issue keys, with rate limits of at most 100 events in 60 seconds. */
    public static final String LIMITED_TOKEN = "limited-token";
    /** From the test vectors of the Standard Webhooks specification. */
    public static final String WEBHOOK_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
    public static final String OTHER_WEBHOOK_SECRET = "whsec_YmFja3N0YWdlJ3Mgb3RoZXIgc2VjcmV0";
    public static final String READER_WEBHOOK_SECRET = "whsec_dGhlIHJlYWRlcidzIHdlYmhvb2sgc2VjcmV0";
    public static final String DERIVATION_SECRET = "a derivation secret of 32 letters";
    /** How long one call may take, in milliseconds. Tests shorten it in which Sentry does not answer. */
    public static final String READ_TIMEOUT = "quarkus.rest-client.sentry.read-timeout";
    /** How long a whole request may take. */
    public static final String DEADLINE = "issuer.deadline";

    /**
     * The stand-in without arguments. Quarkus starts the resources of a test's base class beside the test's own, and the one
     * with the higher order wins: if the test names a stand-in with arguments, that one must.
     */
    public static final class Default extends StandInResource {

        @Override
        public int order() {
            return super.order() - 1;
        }
    }

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
                // Far more than is needed, so that a machine that stalls does not look like a failure of Sentry's.
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
                Map.entry("issuer.callers.\"limited\".operations", "issue,update,list"),
                Map.entry("issuer.callers.\"limited\".token-sha256",
                        "bbde8d72b38e2bae5b127e234e5e66230d265a7e382c01a553c8e8642805858d"),
                Map.entry("issuer.callers.\"limited\".max-rate-limit.count", "100"),
                Map.entry("issuer.callers.\"limited\".max-rate-limit.window", "60")));
        // An argument with a dot in its name is a configuration key.
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
