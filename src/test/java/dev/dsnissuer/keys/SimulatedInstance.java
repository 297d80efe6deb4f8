package dev.dsnissuer.keys;

import java.time.Duration;

import dev.dsnissuer.sentry.ProjectPath;
import dev.dsnissuer.sentry.RateLimit;

/** One instance of the function. It may be killed at any moment, and what it answers after that reaches nobody. */
interface SimulatedInstance {

    /** How the refusal is called that a caller meets whose policy does not allow the limit that a key has. */
    String RATE_LIMIT_DIFFERS = "rate-limit-differs";

    /**
     * What a sender gets to see.
     *
     * @param outcome a status of success, or else what went wrong
     * @param dsn null unless the outcome is success
     * @param newSlug what the project is called now, if it was renamed; null otherwise
     * @param took how long the instance has worked on the request
     */
    record Reply(String outcome, String dsn, String newSlug, Duration took) {

        static final Reply KILLED = new Reply("killed", null, null, Duration.ZERO);
    }

    /** Issues the key of the name, as a POST does that asks for no rate limit. */
    Reply issue(SimulatedPolicy policy, ProjectPath project, String name);

    /**
     * Changes the rate limit of the name's key, as a PUT does.
     *
     * @param rateLimit null to remove the limit
     */
    Reply limit(SimulatedPolicy policy, ProjectPath project, String name, RateLimit rateLimit);

    /** Breaks its connections to Sentry, and answers nobody any more. */
    void kill();

    /** How long it waits for Sentry to answer a call. */
    Duration patience();
}
