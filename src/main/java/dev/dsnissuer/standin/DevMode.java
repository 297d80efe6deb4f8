package dev.dsnissuer.standin;

import java.util.concurrent.CompletionException;

import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;

import org.eclipse.microprofile.config.inject.ConfigProperty;

import io.quarkus.arc.profile.IfBuildProfile;
import io.quarkus.logging.Log;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.runtime.configuration.ConfigurationException;

/** Starts the stand-in with dev mode, and logs where to call the function. This bean exists in no other build. */
@Singleton
@IfBuildProfile("dev")
final class DevMode {

    private final String sentryUrl;
    private final int standInPort;
    private final int functionPort;
    private StandIn standIn;

    DevMode(@ConfigProperty(name = "sentry.url") String sentryUrl,
            @ConfigProperty(name = "standin.port") int standInPort,
            @ConfigProperty(name = "quarkus.lambda.mock-event-server.dev-port") int functionPort) {
        this.sentryUrl = sentryUrl;
        this.standInPort = standInPort;
        this.functionPort = functionPort;
    }

    void start(@Observes StartupEvent event) {
        String call = "Call http://localhost:" + functionPort + "/keys";
        if (!sentryUrl.equals("http://localhost:" + standInPort)) {
            Log.infof("%s: Sentry is the one at %s", call, sentryUrl);
            return;
        }
        try {
            standIn = StandIn.start(standInPort, "");
        } catch (CompletionException e) {
            throw new ConfigurationException("standin.port: cannot listen on " + standInPort + ", choose another: "
                    + e.getCause().getMessage());
        }
        standIn.addProject(StandIn.ORGANIZATION, "checkout");
        Log.infof("%s: Sentry is a stand-in at %s, with the project %s/checkout", call, standIn.url(), StandIn.ORGANIZATION);
    }

    void stop(@Observes ShutdownEvent event) {
        if (standIn != null) {
            standIn.close();
        }
    }
}
