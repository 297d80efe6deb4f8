package dev.dsnissuer.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import dev.dsnissuer.standin.Call;
import dev.dsnissuer.standin.StandIn;
import dev.dsnissuer.testing.FunctionTest;
import dev.dsnissuer.testing.StandInResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/** A configuration with a default organization, and a self-hosted Sentry behind a path, spelt with a trailing slash. */
@QuarkusTest
@WithTestResource(value = StandInResource.class, initArgs = {
        @ResourceArg(name = "pathPrefix", value = "/monitoring/sentry"), @ResourceArg(name = "urlSuffix", value = "/"),
        @ResourceArg(name = "issuer.organization", value = "acme") })
class ConfiguredTest {

    StandIn standIn;

    @BeforeEach
    void awaitFunction() {
        FunctionTest.awaitFunction(getClass());
    }

    @Test
    void organizationLeftOut_defaultTaken() {
        standIn.addProject(StandIn.ORGANIZATION, "billing");

        FunctionTest.dsn(FunctionTest.post(StandInResource.TOKEN, "{\"project\": \"billing\", \"name\": \"x\"}"), 201);
    }

    @Test
    void sentryBehindAPath_calledThere() {
        standIn.forgetCalls();
        var project = standIn.addProject(StandIn.ORGANIZATION, "checkout");

        String dsn = FunctionTest.dsn(FunctionTest.post(StandInResource.TOKEN,
                "{\"organization\": \"acme\", \"project\": \"checkout\", \"name\": \"x\"}"), 201);

        assertThat(dsn).endsWith("/monitoring/sentry/" + project.id);
        assertThat(standIn.calls()).extracting(Call::method).containsExactly("GET", "POST");
        assertThat(standIn.calls()).extracting(Call::path).containsExactly(
                "/monitoring/sentry/api/0/projects/acme/checkout/keys/",
                "/monitoring/sentry/api/0/projects/acme/checkout/keys/");
    }
}
