package dev.dsnissuer.callers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.dsnissuer.callers.Caller.Operation;
import dev.dsnissuer.secrets.IssuerConfig;
import dev.dsnissuer.sentry.ProjectPath;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;

class CallersTest {

    /** SHA-256 of "one" and "two". */
    private static final String ONE = "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed";
    private static final String TWO = "3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3";

    @Test
    void token_eachOfSeveral() {
        Callers callers = callers(Map.of("issuer.callers.\"a\".token-sha256", ONE + "," + TWO));

        assertThat(callers.byToken("one")).map(Caller::getName).hasValue("a");
        assertThat(callers.byToken("two")).map(Caller::getName).hasValue("a");
        assertThat(callers.byToken("three")).isEmpty();
        assertThat(callers.byToken(ONE)).isEmpty();
    }

    @Test
    void token_ofTheRightCaller() {
        Callers callers = callers(Map.of("issuer.callers.\"a\".token-sha256", ONE, "issuer.callers.\"b\".token-sha256", TWO));

        assertThat(callers.byToken("one")).map(Caller::getName).hasValue("a");
        assertThat(callers.byToken("two")).map(Caller::getName).hasValue("b");
    }

    @Test
    void nobodyConfigured_nobodyKnown() {
        assertThat(callers(Map.of()).byToken("")).isEmpty();
    }

    @Test
    void noProjects_nothingAllowed() {
        Caller caller = callers(Map.of("issuer.callers.\"a\".token-sha256", ONE)).byToken("one").orElseThrow();

        assertThat(caller.may(Operation.ISSUE, new ProjectPath("acme", "checkout"))).isFalse();
    }

    @Test
    void operations_default() {
        Caller caller = callers(Map.of("issuer.callers.\"a\".token-sha256", ONE, "issuer.callers.\"a\".projects", "*/*"))
                .byToken("one").orElseThrow();

        assertThat(caller.may(Operation.ISSUE, new ProjectPath("acme", "checkout"))).isTrue();
        assertThat(caller.may(Operation.LIST, new ProjectPath("acme", "checkout"))).isFalse();
        assertThat(caller.may(Operation.UPDATE, new ProjectPath("acme", "checkout"))).isFalse();
        assertThat(caller.may(Operation.DEACTIVATE, new ProjectPath("acme", "checkout"))).isFalse();
    }

    @Test
    void operations_thoseNamed() {
        Caller caller = callers(Map.of("issuer.callers.\"a\".token-sha256", ONE, "issuer.callers.\"a\".projects", "*/*",
                "issuer.callers.\"a\".operations", "deactivate")).byToken("one").orElseThrow();

        assertThat(caller.may(Operation.ISSUE, new ProjectPath("acme", "checkout"))).isFalse();
        assertThat(caller.may(Operation.DEACTIVATE, new ProjectPath("acme", "checkout"))).isTrue();
    }

    @Test
    void projects_severalPatterns() {
        Caller caller = callers(Map.of("issuer.callers.\"a\".token-sha256", ONE,
                "issuer.callers.\"a\".projects", "acme/team-*,umbrella/checkout")).byToken("one").orElseThrow();

        assertThat(caller.may(Operation.ISSUE, new ProjectPath("acme", "team-a"))).isTrue();
        assertThat(caller.may(Operation.ISSUE, new ProjectPath("umbrella", "checkout"))).isTrue();
        assertThat(caller.may(Operation.ISSUE, new ProjectPath("umbrella", "team-a"))).isFalse();
    }

    @ParameterizedTest
    @CsvSource({
            "token-sha256, secret",
            "token-sha256, ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789",
            "projects, checkout",
            "projects, acme/",
            "projects, acme/a/b",
            "projects, acme/.*",
            "operations, create",
            "operations, ISSUE",
            "max-rate-limits, hunter2" })
    void wrongValue_namesTheKeyOnly(String key, String value) {
        String name = "issuer.callers.\"a\"." + key;

        assertThatExceptionOfType(RuntimeException.class).isThrownBy(() -> callers(Map.of(name, value)))
                .satisfies(e -> assertThat(e.getMessage()).contains(name).doesNotContain(value));
    }

    @Test
    void oneTokenOfTwoCallers_refused() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> callers(Map.of("issuer.callers.\"a\".token-sha256", ONE,
                        "issuer.callers.\"b\".token-sha256", ONE)))
                .withMessageContaining("token-sha256").withMessageNotContaining(ONE);
    }

    @Test
    void oneSubjectOfTwoCallers_refused() {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> callers(Map.of("issuer.callers.\"a\".jwt-subjects", "hunter2",
                        "issuer.callers.\"b\".jwt-subjects", "hunter1,hunter2")))
                .withMessageContaining("jwt-subjects").withMessageNotContaining("hunter2");
    }

    @Test
    void subject_ofTheRightCaller() {
        Callers callers = callers(Map.of("issuer.callers.\"a\".jwt-subjects", "one,two", "issuer.callers.\"b\".jwt-subjects",
                "three"));

        assertThat(callers.bySubject("two")).map(Caller::getName).hasValue("a");
        assertThat(callers.bySubject("three")).map(Caller::getName).hasValue("b");
        assertThat(callers.bySubject("One")).isEmpty();
    }

    private static Callers callers(Map<String, String> properties) {
        return new Callers(new SmallRyeConfigBuilder().withSources(new PropertiesConfigSource(properties, "test", 100))
                .withMapping(IssuerConfig.class).build().getConfigMapping(IssuerConfig.class));
    }
}
