package dev.dsnissuer.sentry;

import java.time.Duration;

import jakarta.inject.Singleton;

import com.amazonaws.services.lambda.runtime.Context;

import dev.dsnissuer.secrets.IssuerConfig;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.runtime.Startup;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.quarkus.runtime.configuration.DurationConverter;
import io.quarkus.vertx.http.runtime.QuarkusHttpHeaders;
import io.vertx.ext.web.RoutingContext;

/** Gives each request its deadline, which covers all that is done for it. */
@Startup
@Singleton
public class Deadlines {

    /** How much of the time that Lambda leaves is kept for the answer. */
    private static final Duration TIME_TO_ANSWER = Duration.ofMillis(250);

    private final Duration longest;

    /** @throws ConfigurationException if the configured deadline is no positive duration */
    Deadlines(IssuerConfig config) {
        this.longest = duration(config.deadline());
    }

    /** @return the request's deadline, which begins when it is first asked for: the configured time, or what Lambda leaves */
    public Deadline of(RoutingContext request) {
        Deadline deadline = request.get(Deadline.class.getName());
        if (deadline == null) {
            deadline = Deadline.in(time(request));
            request.put(Deadline.class.getName(), deadline);
        }
        return deadline;
    }

    private Duration time(RoutingContext request) {
        // The mock of dev mode and tests does not say how much time is left.
        if (LaunchMode.current() != LaunchMode.NORMAL) {
            return longest;
        }
        Context lambda = ((QuarkusHttpHeaders) request.request().headers()).getContextObject(Context.class);
        Duration left = Duration.ofMillis(lambda.getRemainingTimeInMillis()).minus(TIME_TO_ANSWER);
        return left.compareTo(longest) < 0 ? left : longest;
    }

    private static Duration duration(String text) {
        try {
            Duration duration = DurationConverter.parseDuration(text);
            if (duration.compareTo(Duration.ZERO) > 0) {
                return duration;
            }
        } catch (IllegalArgumentException e) {
            // This exception quotes the value, so another one is thrown below.
        }
        throw new ConfigurationException("issuer.deadline must be a positive duration, like 9s");
    }
}
