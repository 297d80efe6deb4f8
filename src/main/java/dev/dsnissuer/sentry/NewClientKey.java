package dev.dsnissuer.sentry;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;

/**
 * What Sentry is asked to create. Absent members are left out, since Sentry refuses a null {@code rateLimit}.
 *
 * @param publicKey 32 lower-case hex digits, or null to let Sentry choose; {@code public} is not in Sentry's API reference, but
 *        accepted from any token
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record NewClientKey(String name, @JsonProperty("public") String publicKey, RateLimit rateLimit, String useCase) {
}
