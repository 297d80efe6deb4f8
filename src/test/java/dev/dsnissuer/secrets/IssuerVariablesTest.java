package dev.dsnissuer.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;
import java.util.Set;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import io.quarkus.runtime.configuration.ConfigurationException;

/** Callers and JWT issuers in environment variables, where a dash is an underscore. */
class IssuerVariablesTest {

    @ParameterizedTest
    @CsvSource({ "CHECKOUT_CI, checkout-ci", "BACKSTAGE, backstage", "A_B_C, a-b-c", "TEAM_7, team-7", "A__B, a--b", "X_, x-",
            "_X, -x", "PROJECTS, projects", "JWT_ISSUER, jwt-issuer" })
    void everyKeyOfACaller_byItsCanonicalName(String variable, String name) {
        String prefix = "ISSUER_CALLERS__" + variable + "__";
        IssuerConfig config = config(Map.of(), Map.of(prefix + "PROJECTS", "acme/a,acme/b", prefix + "OPERATIONS", "list",
                prefix + "TOKEN_SHA256", "0a", prefix + "WEBHOOK_SECRETS", "whsec_x", prefix + "JWT_ISSUER", "github",
                prefix + "JWT_SUBJECTS", "repo:a,repo:b", prefix + "MAX_RATE_LIMIT_COUNT", "5", prefix
                        + "MAX_RATE_LIMIT_WINDOW",
                "60"));

        assertThat(CallerSettings.of(config)).isEqualTo(Map.of(name,
                new CallerSettings(List.of("acme/a", "acme/b"), List.of("list"), List.of("0a"), List.of("whsec_x"), "github",
                        List.of("repo:a", "repo:b"), new CallerSettings.MaxRateLimit("5", "60"))));
    }

    /** An empty value would be read as none: a caller whose highest rate limit is empty would have no limit. */
    @ParameterizedTest
    @ValueSource(strings = { "issuer.callers.\"a\".max-rate-limit.count", "issuer.callers.a.projects",
            "issuer.jwt.\"portal\".audiences" })
    void emptyValueOfACallerOrAnIssuer_stopsTheStart(String property) {
        for (String value : new String[] { "", " ", null }) {
            assertThatExceptionOfType(ConfigurationException.class).isThrownBy(() -> KeyCheck.requireValue(property, value))
                    .withMessage(property + " must not be empty");
        }
        KeyCheck.requireValue("issuer.organization", "");
        KeyCheck.requireValue(property, "x");
    }

    @Test
    void rateLimit_withOneUnderscoreOrTwo() {
        IssuerConfig config = config(Map.of(), Map.of("ISSUER_CALLERS__CHECKOUT_CI__MAX_RATE_LIMIT__COUNT", "5",
                "ISSUER_CALLERS__CHECKOUT_CI__MAX_RATE_LIMIT_WINDOW", "60"));

        assertThat(CallerSettings.of(config).get("checkout-ci").maxRateLimit())
                .isEqualTo(new CallerSettings.MaxRateLimit("5", "60"));
    }

    @Test
    void valuesWithIndexes() {
        IssuerConfig config = config(Map.of(), Map.of("ISSUER_CALLERS__CHECKOUT_CI__PROJECTS_0_", "acme/a",
                "ISSUER_CALLERS__CHECKOUT_CI__PROJECTS_1_", "acme/b", "ISSUER_PREVIOUS_DERIVATION_SECRETS_0_", "x"));

        assertThat(config.callers().get("checkout-ci").projects()).hasValue(List.of("acme/a", "acme/b"));
        assertThat(config.previousDerivationSecrets()).hasValue(List.of("x"));
    }

    @Test
    void withoutQuotes() {
        IssuerConfig config = config(Map.of(), Map.of("ISSUER_CALLERS_CHECKOUT_CI_PROJECTS", "acme/a"));

        assertThat(config.callers().keySet()).containsExactly("checkout-ci");
        assertThat(config.callers().get("checkout-ci").projects()).hasValue(List.of("acme/a"));
    }

    @Test
    void jwtIssuers() {
        IssuerConfig config = config(Map.of(),
                Map.of("ISSUER_JWT__MY_PORTAL__ISS", "https://portal", "ISSUER_JWT__MY_PORTAL__JWKS",
                        "https://portal/jwks", "ISSUER_JWT__MY_PORTAL__AUDIENCES", "a,b", "ISSUER_JWT__MY_PORTAL__CALLER_CLAIM",
                        "azp",
                        "ISSUER_JWT__GITHUB__ISS", "https://github"));

        assertThat(config.jwt().keySet()).containsExactlyInAnyOrder("my-portal", "github");
        assertThat(config.jwt().get("my-portal").iss()).hasValue("https://portal");
        assertThat(config.jwt().get("my-portal").jwks()).hasValue("https://portal/jwks");
        assertThat(config.jwt().get("my-portal").audiences()).hasValue(List.of("a", "b"));
        assertThat(config.jwt().get("my-portal").callerClaim()).isEqualTo("azp");
        assertThat(config.jwt().get("github").callerClaim()).isEqualTo("sub");
    }

    @Test
    void variable_overridesTheFile() {
        Map<String, String> file = Map.of("issuer.callers.\"checkout-ci\".projects", "acme/*",
                "issuer.callers.\"checkout-ci\".max-rate-limit.count", "9", "issuer.callers.\"checkout-ci\".operations",
                "list");
        IssuerConfig config = config(file, Map.of("ISSUER_CALLERS__CHECKOUT_CI__PROJECTS", "acme/a",
                "ISSUER_CALLERS__CHECKOUT_CI__MAX_RATE_LIMIT__COUNT", "5"));

        assertThat(config.callers().keySet()).containsExactly("checkout-ci");
        assertThat(config.callers().get("checkout-ci").projects()).hasValue(List.of("acme/a"));
        assertThat(config.callers().get("checkout-ci").maxRateLimit().count()).hasValue("5");
        assertThat(config.callers().get("checkout-ci").operations()).hasValue(List.of("list"));
    }

    @ParameterizedTest
    @ValueSource(strings = { "ISSUER_CALLERS__X__PROJECT", "ISSUER_CALLERS__X__MAX_RATE_LIMIT",
            "ISSUER_CALLERS__X__PROJECTS_X_",
            "ISSUER_CALLERS__X__MAX_RATE_LIMIT_COUNTS", "ISSUER_CALLERS__X__", "ISSUER_CALLERS", "ISSUER_CALLERS__PROJECTS",
            "ISSUER_JWT_CALLER_CLAIM", "ISSUER_JWT__X__ISSUER", "ISSUER_JWT__X__ISS_0_", "ISSUER_ORGANISATION",
            "ISSUER__ORGANIZATION",
            "ISSUER_DERIVATIONSECRET", "issuer_callers__x__project", "ISSUER_CALLERS__X__JWT_SUBJECT",
            "ISSUER_SECRETS_MANAGER_SECRET_ID_0_" })
    void misspeltVariable_isNamed(String variable) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> KeyCheck.check(Set.of("PATH", "ISSUER_DEADLINE", variable), List.of()))
                .withMessage(variable + " is not a configuration key");
    }

    @ParameterizedTest
    @ValueSource(strings = { "issuer.callers.\"x\".project", "issuer.callers.\"x\".max-rate-limit", "issuer.callers.\"x\"",
            "issuer.callers.\"x\".max-rate-limit.counts", "issuer.callers.\"X\".projects", "issuer.callers.\"a_b\".projects",
            "issuer.callers.\"a.b\".projects", "issuer.callers.a.b.projects", "issuer.callers.\"\".projects",
            "issuer.jwt.caller-claim", "issuer.jwt.\"x\".issuer", "issuer.organisation", "issuer.jwt.\"x\".iss[0]",
            "issuer.derivationsecret", "Issuer.organization" })
    void misspeltProperty_isNamed(String property) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> KeyCheck.check(Set.of(), List.of("quarkus.x", "issuer.deadline", property)))
                .withMessage(property + " is not a configuration key");
    }

    @Test
    void everyKeyOfTheTable_isKnown() {
        KeyCheck.check(Set.of("ISSUER_ORGANIZATION", "ISSUER_SECRETS_MANAGER_SECRET_ID", "ISSUER_CALLERS__X__JWT_ISSUER",
                "ISSUER_PREVIOUS_DERIVATION_SECRETS", "ISSUER_CALLERS__X__TOKEN_SHA256_10_", "ISSUER_JWT__X__AUDIENCES_0_"),
                List.of("issuer.organization", "issuer.identity", "issuer.deadline", "issuer.derivation-secret",
                        "issuer.previous-derivation-secrets[3]", "issuer.secrets-manager.secret-id",
                        "issuer.callers.x-1.projects", "issuer.callers.\"x-1\".operations",
                        "issuer.callers.\"x\".token-sha256[0]",
                        "issuer.callers.\"x\".webhook-secrets", "issuer.callers.\"x\".jwt-issuer",
                        "issuer.callers.\"x\".jwt-subjects", "issuer.callers.\"x\".max-rate-limit.window",
                        "issuer.jwt.\"x\".iss", "issuer.jwt.\"x\".jwks", "issuer.jwt.\"x\".audiences",
                        "issuer.jwt.\"x\".caller-claim"));
    }

    @ParameterizedTest
    @CsvSource({ "ISSUER_CALLERS__X__PROJECTS, ISSUER_CALLERS_X_PROJECTS", "ISSUER_DEADLINE, issuer_deadline",
            "ISSUER_CALLERS__X__MAX_RATE_LIMIT_COUNT, ISSUER_CALLERS__X__MAX_RATE_LIMIT__COUNT",
            "ISSUER_CALLERS__X__PROJECTS, ISSUER_CALLERS__X__PROJECTS_0_" })
    void oneKeyInTwoVariables_refused(String one, String other) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> KeyCheck.check(Set.of(one, other), List.of()))
                .withMessageContaining(one + " ").withMessageContaining(other + " ");
    }

    @ParameterizedTest
    @CsvSource({ "issuer.callers.\"x\".projects, issuer.callers.x.projects",
            "issuer.callers.\"x\".projects, issuer.callers.\"x\".projects[0]" })
    void oneKeyInTwoProperties_refused(String one, String other) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> KeyCheck.check(Set.of(), List.of(one, other)))
                .withMessageContaining(one + " ").withMessageContaining(other + " ");
    }

    /** The names that the check is given at the start. */
    @Test
    void namesOfVariables_areThoseOfTheirKeys() {
        assertThat(SecretsForTests.config(Map.of(), Map.of("ISSUER_CALLERS__CHECKOUT_CI__TOKEN_SHA256", "x",
                "ISSUER_CALLERS__CHECKOUT_CI__MAX_RATE_LIMIT__COUNT", "1")).getPropertyNames())
                .filteredOn(name -> name.toLowerCase().startsWith("issuer"))
                .contains("issuer.callers.\"checkout-ci\".token-sha256",
                        "issuer.callers.\"checkout-ci\".max-rate-limit.count")
                .allMatch(name -> IssuerKeys.ofProperty(name).isPresent());
    }

    private static IssuerConfig config(Map<String, String> file, Map<String, String> variables) {
        return SecretsForTests.config(file, variables).getConfigMapping(IssuerConfig.class);
    }
}
