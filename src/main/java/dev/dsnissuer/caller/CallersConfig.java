package dev.dsnissuer.caller;

import java.util.List;
import java.util.Map;
import java.util.Optional;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;

/** Plain strings, since a failed conversion would print the value: {@link Callers} checks them. */
@ConfigMapping(prefix = "issuer")
interface CallersConfig {

    Map<String, CallerConfig> callers();

    JwtConfig jwt();

    interface CallerConfig {

        Optional<List<String>> projects();

        @WithDefault("issue,list")
        List<String> operations();

        Optional<List<String>> tokenSha256();

        Optional<List<String>> jwtSubjects();

        MaxRateLimitConfig maxRateLimit();
    }

    interface JwtConfig {

        /** Whose value is one of a caller's subjects. */
        @WithDefault("sub")
        String callerClaim();
    }

    interface MaxRateLimitConfig {

        /** Events. */
        Optional<String> count();

        /** Seconds. */
        Optional<String> window();
    }
}
