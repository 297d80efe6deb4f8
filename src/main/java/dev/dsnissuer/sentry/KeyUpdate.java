package dev.dsnissuer.sentry;

import com.fasterxml.jackson.annotation.JsonInclude;

/**
 * The only change that the function makes to a key.
 *
 * @param browserSdkVersion the one that the key has, which Sentry would reset if it were left out; null where it has none
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
record KeyUpdate(boolean isActive, String browserSdkVersion) {

    static KeyUpdate deactivating(ClientKey key) {
        return new KeyUpdate(false, key.browserSdkVersion());
    }
}
