package dev.dsnissuer.packaging;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

import com.amazonaws.services.lambda.runtime.api.client.AWSLambda;

import dev.dsnissuer.standin.StandIn;
import dev.dsnissuer.testing.Lambda;
import dev.dsnissuer.testing.Onboarding;

/**
 * Makes the AOT cache of a function in a folder that src/main/docker/train has laid out. The function answers requests,
 * with the stand-in as Sentry, while the JVM notes which classes it loads. Since this runs in the image's JVM, it uses no
 * library but those of the function and AWS's runtime client.
 */
public final class AotTraining {

    public static final String CACHE = "-XX:AOTCache=function.aot";
    private static final int REQUESTS = 300;

    private AotTraining() {
    }

    /** @param args the folder, and the handler if it is another than the function's */
    public static void main(String[] args) {
        try {
            train(Path.of(args[0]).toAbsolutePath().normalize(), args.length > 1 ? args[1] : Lambda.HANDLER);
            System.exit(0);
        } catch (IOException | RuntimeException | AssertionError e) {
            e.printStackTrace();
            System.exit(1);
        }
    }

    private static void train(Path folder, String handler) throws IOException {
        try (StandIn standIn = StandIn.start(0, "");
                Lambda lambda = new Lambda(folder, Lambda.environment(standIn),
                        command(Lambda.JAVA, handler, "-XX:AOTCacheOutput=function.aot"))) {
            standIn.addProject(StandIn.ORGANIZATION, "checkout");
            Onboarding onboarding = new Onboarding("checkout");
            for (int i = 0; i < REQUESTS; i++) {
                onboarding.issue(lambda);
                onboarding.replay(lambda);
            }
            if (handler.equals(Lambda.HANDLER)) {
                onboarding.redeliver(lambda);
            }
        }
    }

    /** The command that starts a function in such a folder, as in the Dockerfile. */
    public static List<String> command(String java, String handler, String... options) {
        List<String> command = new ArrayList<>(List.of(java));
        command.addAll(List.of(options));
        command.addAll(List.of("@java.args", AWSLambda.class.getName(), handler));
        return command;
    }
}
