package dev.dsnissuer.secrets;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import dev.dsnissuer.secrets.IssuerConfig.CallerConfig;

/**
 * What is written down of a caller, in the configuration or in the secret document. Nothing is checked here but types.
 *
 * @param operations null if none are named, which stands for the default
 * @param jwtIssuer null if none is named
 * @param maxRateLimit null if there is none
 */
public record CallerSettings(List<String> projects, List<String> operations, List<String> tokenSha256,
        List<String> webhookSecrets, String jwtIssuer, List<String> jwtSubjects, MaxRateLimit maxRateLimit) {

    /**
     * @param count events; null if it was left out
     * @param window seconds; null if it was left out
     */
    public record MaxRateLimit(String count, String window) {
    }

    /** The callers of the configuration, by their names. */
    public static Map<String, CallerSettings> of(IssuerConfig config) {
        Map<String, CallerSettings> callers = new TreeMap<>();
        config.callers().forEach((name, caller) -> callers.put(name, of(caller)));
        return callers;
    }

    private static CallerSettings of(CallerConfig config) {
        MaxRateLimit limit = new MaxRateLimit(config.maxRateLimit().count().orElse(null),
                config.maxRateLimit().window().orElse(null));
        return new CallerSettings(config.projects().orElse(List.of()), config.operations().orElse(null),
                config.tokenSha256().orElse(List.of()), config.webhookSecrets().orElse(List.of()),
                config.jwtIssuer().orElse(null), config.jwtSubjects().orElse(List.of()),
                limit.count == null && limit.window == null ? null : limit);
    }

    /** Of a caller of the secret document. */
    static CallerSettings of(DocumentObject members) {
        DocumentObject limit = members.object("max-rate-limit");
        CallerSettings settings = new CallerSettings(members.texts("projects", List.of()), members.texts("operations", null),
                members.texts("token-sha256", List.of()), members.texts("webhook-secrets", List.of()),
                members.text("jwt-issuer"), members.texts("jwt-subjects", List.of()),
                limit == null ? null : new MaxRateLimit(limit.integer("count"), limit.integer("window")));
        if (limit != null) {
            limit.refuseTheRest();
        }
        members.refuseTheRest();
        return settings;
    }

    /** Without the webhook secrets. */
    @Override
    public String toString() {
        return "CallerSettings";
    }
}
