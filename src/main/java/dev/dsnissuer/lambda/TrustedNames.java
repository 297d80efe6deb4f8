package dev.dsnissuer.lambda;

import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.X509Certificate;
import java.util.Arrays;

import javax.net.ssl.TrustManagerFactory;
import javax.net.ssl.X509TrustManager;

import org.graalvm.nativeimage.hosted.Feature;

/**
 * Works out the names of the trusted authorities while the executable is built, which has their certificates built in. Each
 * certificate keeps its name from then on; otherwise the first TLS connection of every process would work out all of them,
 * some 150, before it could trust one.
 */
final class TrustedNames implements Feature {

    @Override
    public void beforeAnalysis(BeforeAnalysisAccess access) {
        try {
            TrustManagerFactory trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init((KeyStore) null);
            Arrays.stream(trust.getTrustManagers()).map(X509TrustManager.class::cast)
                    .flatMap(manager -> Arrays.stream(manager.getAcceptedIssuers()))
                    .map(X509Certificate::getSubjectX500Principal).forEach(Object::hashCode);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
