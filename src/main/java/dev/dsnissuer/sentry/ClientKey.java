package dev.dsnissuer.sentry;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonProperty;

import dev.dsnissuer.sentry.SentryException.Reason;

/**
 * A client key as Sentry answers with it. It has the members that are used, and no place for the secret ones.
 *
 * @param id the public key, which some servers write with dashes
 * @param publicKey the same again; null on some servers
 * @param projectId a 64-bit number; null on older servers
 * @param rateLimit null if the key has none
 * @param browserSdkVersion the version of Sentry's SDK that the loader script of this key loads; null on older servers
 * @param dateCreated in ISO 8601; null on some servers
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record ClientKey(String id, @JsonProperty("public") String publicKey, String name, Boolean isActive, String projectId,
        RateLimit rateLimit, Dsn dsn,
        String browserSdkVersion, String dateCreated) {

    /** {@code http(s)://KEY@HOST[:PORT][/PATH]/PROJECT_ID}. A DSN with the key's secret has a colon before the {@code @}. */
    private static final Pattern PUBLIC_DSN = Pattern
            .compile("https?://([0-9a-f]+)@(?:[\\w.-]+|\\[[0-9a-fA-F:.]+])(?::\\d{1,5})?(?:/[\\w.~%-]+)*/(\\d+)");

    private static final Pattern ID = Pattern.compile("[0-9a-f]{8}-?([0-9a-f]{4}-?){3}[0-9a-f]{12}");
    static final Pattern PROJECT_ID = Pattern.compile("\\d{1,19}");

    @JsonIgnoreProperties(ignoreUnknown = true)
    record Dsn(@JsonProperty("public") String publicDsn) {
    }

    /** Takes a limit of zero events, or within zero seconds, for none at all, as Sentry does. */
    public ClientKey {
        if (rateLimit != null && (rateLimit.count() < 1 || rateLimit.window() < 1)) {
            rateLimit = null;
        }
    }

    /** @param publicKey 32 hex digits without dashes */
    public boolean is(String publicKey) {
        return id.replace("-", "").equals(publicKey);
    }

    /** @throws SentryException with {@link Reason#MISBEHAVED} if this is another key */
    public ClientKey require(String publicKey) {
        if (!is(publicKey)) {
            throw new SentryException(Reason.MISBEHAVED, "Sentry answered with another key than the one asked for");
        }
        return this;
    }

    /** Whether the members that every key must have are there and of their form, and do not contradict each other. */
    boolean isWhole() {
        return id != null && ID.matcher(id).matches() && isActive != null
                && (publicKey == null || is(publicKey.replace("-", "")))
                && (projectId == null || PROJECT_ID.matcher(projectId).matches());
    }

    /**
     * The id of the project that the key belongs to, as {@code projectId} says or else the public DSN.
     *
     * @return null if neither says it
     * @throws SentryException with {@link Reason#MISBEHAVED} if they contradict each other
     */
    public String project() {
        Matcher parts = PUBLIC_DSN.matcher(dsn == null || dsn.publicDsn() == null ? "" : dsn.publicDsn());
        if (!parts.matches()) {
            return projectId;
        }
        if (projectId != null && !projectId.equals(parts.group(2))) {
            throw new SentryException(Reason.MISBEHAVED, "Sentry answered with a dsn.public that is of another project");
        }
        return parts.group(2);
    }

    /** @throws SentryException with {@link Reason#MISBEHAVED} if the key is inactive, or its DSN is not as it should be */
    public String usableDsn() {
        if (!isActive) {
            throw new SentryException(Reason.MISBEHAVED, "Sentry answered with an inactive key");
        }
        return publicDsn();
    }

    /**
     * The public DSN, whether the key is active or not. It is checked to be of this key and this project. Its host is not
     * checked, because an organization may send its events through a relay of its own.
     *
     * @throws SentryException with {@link Reason#MISBEHAVED} if it is not
     */
    public String publicDsn() {
        if (dsn == null || dsn.publicDsn() == null) {
            throw new SentryException(Reason.MISBEHAVED, "Sentry answered without dsn.public");
        }
        Matcher parts = PUBLIC_DSN.matcher(dsn.publicDsn());
        if (!parts.matches() || !is(parts.group(1)) || projectId != null && !projectId.equals(parts.group(2))) {
            throw new SentryException(Reason.MISBEHAVED,
                    "Sentry answered with a dsn.public that is not of this key and project");
        }
        return dsn.publicDsn();
    }
}
