package dev.dsnissuer.callers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.dsnissuer.callers.Caller.Operation;
import dev.dsnissuer.secrets.CallerSettings;
import dev.dsnissuer.secrets.CallerSettings.MaxRateLimit;
import dev.dsnissuer.secrets.Secrets;
import dev.dsnissuer.secrets.SecretsForTests;
import dev.dsnissuer.sentry.ProjectPath;
import io.quarkus.runtime.configuration.ConfigurationException;

/** Callers of the configuration and of the secret document: one set of rules, and credentials of one caller only. */
class CallersTest {

    /** SHA-256 of "one" and "two". */
    private static final String ONE = "7692c3ad3540bb803c020b3aee66cd8887123234ea0c6e7143c0add73ff431ed";
    private static final String TWO = "3fc4ccfe745870e2c0d99f71f30ff0656c8dedd41cc1d7d3d376b0dbe685e2f3";
    private static final String WEBHOOK_SECRET = "whsec_aHVudGVyMg==";

    @Test
    void token_eachOfSeveral() {
        KnownCallers callers = configured(Map.of("a.token-sha256", ONE + "," + TWO));

        assertThat(callers.byToken("one")).map(Caller::getName).hasValue("a");
        assertThat(callers.byToken("two")).map(Caller::getName).hasValue("a");
        assertThat(callers.byToken("three")).isEmpty();
        assertThat(callers.byToken(ONE)).isEmpty();
    }

    @Test
    void token_ofTheRightCaller() {
        KnownCallers callers = configured(Map.of("a.token-sha256", ONE, "b.projects", "acme/b", "b.token-sha256", TWO));

        assertThat(callers.byToken("one")).map(Caller::getName).hasValue("a");
        assertThat(callers.byToken("two")).map(Caller::getName).hasValue("b");
    }

    @Test
    void nobodyConfigured_nobodyKnown() {
        assertThat(known(Map.of(), Map.of()).byToken("")).isEmpty();
        assertThat(known(Map.of(), Map.of()).bySignature(new byte[0], List.of(new byte[0]))).isEmpty();
    }

    @Test
    void operations_default() {
        Caller caller = configured(Map.of("a.projects", "*/*")).byToken("one").orElseThrow();

        assertThat(caller.may(Operation.ISSUE, new ProjectPath("acme", "checkout"))).isTrue();
        assertThat(caller.may(Operation.LIST, new ProjectPath("acme", "checkout"))).isFalse();
        assertThat(caller.may(Operation.UPDATE, new ProjectPath("acme", "checkout"))).isFalse();
        assertThat(caller.may(Operation.DEACTIVATE, new ProjectPath("acme", "checkout"))).isFalse();
    }

    @Test
    void operations_thoseNamed() {
        Caller caller = configured(Map.of("a.projects", "*/*", "a.operations", "deactivate")).byToken("one").orElseThrow();

        assertThat(caller.may(Operation.ISSUE, new ProjectPath("acme", "checkout"))).isFalse();
        assertThat(caller.may(Operation.DEACTIVATE, new ProjectPath("acme", "checkout"))).isTrue();
    }

    @Test
    void projects_severalPatterns() {
        Caller caller = configured(Map.of("a.projects", "acme/team-*,umbrella/checkout")).byToken("one").orElseThrow();

        assertThat(caller.may(Operation.ISSUE, new ProjectPath("acme", "team-a"))).isTrue();
        assertThat(caller.may(Operation.ISSUE, new ProjectPath("umbrella", "checkout"))).isTrue();
        assertThat(caller.may(Operation.ISSUE, new ProjectPath("umbrella", "team-a"))).isFalse();
    }

    /** The values are those of the configuration, of which the document has the same, each in its place. */
    @ParameterizedTest
    @CsvSource({
            "token-sha256, hunter2, 0",
            "token-sha256, '0000000000000000000000000000000000000000000000000000000000000000,hunter2', 1",
            "token-sha256, ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789, 0",
            "projects, hunter2, 0",
            "projects, hunter2/, 0",
            "projects, 'a/b,hunter2/a/b', 1",
            "projects, hunter2/.*, 0",
            "operations, hunter2, 0",
            "operations, 'issue,ISSUE', 1",
            "webhook-secrets, hunter2, 0",
            "webhook-secrets, whsec_, 0",
            "webhook-secrets, whsec_hunter2!, 0",
            "webhook-secrets, WHSEC_aHVudGVyMg==, 0",
            "webhook-secrets, aHVudGVyMg==, 0",
            "webhook-secrets, 'whsec_aHVudGVyMg==,hunter2', 1" })
    void wrongValue_namesItsPlaceOnly(String key, String values, int wrong) {
        assertRefused("issuer.callers.\"a\"." + key + " must ", Map.of("a." + key, values), Map.of());
        assertRefused("callers.b." + key + "[" + wrong + "] must ", Map.of(), Map.of("b." + key, values));
    }

    @ParameterizedTest
    @CsvSource({ "hunter2, 60, count", "0, 60, count", "2147483648, 60, count", "99999999999, 60, count", "-1, 60, count",
            "5, 0, window", "5, 86401, window", "5, , window", ", 60, count" })
    void maxRateLimit_bothInTheirRange(String count, String window, String wrong) {
        Map<String, String> limit = new HashMap<>();
        limit.put("max-rate-limit.count", count);
        limit.put("max-rate-limit.window", window);
        limit.values().removeIf(value -> value == null);

        assertRefused("issuer.callers.\"a\".max-rate-limit." + wrong + " must be set with its twin",
                limit.entrySet().stream().collect(Collectors.toMap(key -> "a." + key.getKey(), Map.Entry::getValue)), Map.of());
        assertRefusedInDocument("callers.b.max-rate-limit." + wrong + " must be set with its twin",
                Map.of("b", new CallerSettings(List.of("acme/*"), null, List.of(TWO), List.of(), null, List.of(),
                        new MaxRateLimit(count, window))));
    }

    @Test
    void projectsMissing_refused() {
        assertRefused("issuer.callers.\"a\".projects must be set", Map.of("a.projects", ""), Map.of());
        assertRefused("callers.b.projects must be set", Map.of(), Map.of("b.projects", ""));
    }

    @Test
    void credentialMissing_refused() {
        assertRefused("issuer.callers.\"a\" must have token-sha256, webhook-secrets or jwt-subjects",
                Map.of("a.token-sha256", ""), Map.of());
        assertRefused("callers.b must have token-sha256, webhook-secrets or jwt-subjects", Map.of(),
                Map.of("b.token-sha256", ""));
    }

    @Test
    void operationsEmpty_refusedInTheDocument() {
        assertRefusedInDocument("callers.b.operations must ", Map.of("b", new CallerSettings(List.of("acme/*"), List.of(),
                List.of(TWO), List.of(), null, List.of(), null)));
    }

    @ParameterizedTest
    @CsvSource({ "token-sha256, " + TWO, "webhook-secrets, " + WEBHOOK_SECRET, "webhook-secrets, whsec_aHVudGVyMg",
            "jwt-subjects, hunter2:*" })
    void oneCredentialOfTwoCallers_refused(String key, String value) {
        Map<String, String> configured = new HashMap<>(Map.of("a.jwt-issuer", "portal", "a.token-sha256", ""));
        configured.put("a." + key, value);
        assertRefused("callers.c." + key + "[0] is another caller's too", configured,
                Map.of("c." + key, value, "c.jwt-issuer", "portal"));
        configured.putAll(Map.of("b.projects", "acme/*", "b.jwt-issuer", "portal", "b." + key, value.replace("Mg==", "Mg")));
        assertRefused("." + key + " is another caller's too", configured, Map.of());
        assertRefused("[0] is another caller's too", Map.of(), Map.of("c." + key, value, "c.jwt-issuer", "portal", "d." + key,
                value, "d.jwt-issuer", "portal"));
    }

    @Test
    void oneCredentialTwiceOfOneCaller_allowed() {
        assertThat(configured(Map.of("a.token-sha256", ONE + "," + ONE)).byToken("one")).isPresent();
    }

    @Test
    void oneNameInBoth_refused() {
        assertRefused("callers.a has a name that is taken", Map.of("a.projects", "acme/*"), Map.of("a.token-sha256", TWO));
    }

    @Test
    void callersOfBoth_besideEachOther() {
        KnownCallers callers = known(Map.of("a.projects", "acme/*"), Map.of("b.token-sha256", TWO));

        assertThat(callers.byToken("one")).map(Caller::getName).hasValue("a");
        assertThat(callers.byToken("two")).map(Caller::getName).hasValue("b");
    }

    @Test
    void jwtIssuer_mustExist() {
        assertRefused("issuer.callers.\"a\".jwt-issuer must be the name of one of issuer.jwt",
                Map.of("a.jwt-subjects", "x", "a.jwt-issuer", "hunter2"), Map.of());
        assertRefused("callers.b.jwt-issuer must be the name of one of issuer.jwt", Map.of(),
                Map.of("b.jwt-issuer", "hunter2"));
    }

    @Test
    void jwtIssuer_leftOutOfSeveral_refused() {
        assertRefused("issuer.callers.\"a\".jwt-issuer must be set", Map.of("a.jwt-subjects", "x"), Map.of());
        assertRefused("callers.b.jwt-issuer must be set", Map.of(), Map.of("b.jwt-subjects", "x"));
    }

    @Test
    void jwtIssuer_leftOutOfNone_refused() {
        Map<String, String> properties = Map.of("issuer.callers.\"a\".projects", "acme/*", "issuer.callers.\"a\".jwt-subjects",
                "x");

        assertThatExceptionOfType(ConfigurationException.class).isThrownBy(() -> callers(properties))
                .withMessageStartingWith("issuer.callers.\"a\".jwt-issuer ");
    }

    @Test
    void jwtIssuer_theOnlyOne() {
        Callers callers = callers(Map.of("issuer.callers.\"a\".projects", "acme/*", "issuer.callers.\"a\".jwt-subjects", "x",
                "issuer.jwt.\"portal\".iss", "https://portal"));

        assertThat(callers.of(secrets(Map.of())).bySubject("portal", "x")).extracting(Caller::getName).containsExactly("a");
    }

    @Test
    void subject_ofTheRightCallerOfTheRightIssuer() {
        KnownCallers callers = known(Map.of("a.jwt-subjects", "one,t*", "a.jwt-issuer", "portal", "b.projects", "acme/*",
                "b.jwt-subjects", "three,one", "b.jwt-issuer", "github"),
                Map.of("c.jwt-subjects", "th*", "c.jwt-issuer", "portal"));

        assertThat(callers.bySubject("portal", "one")).extracting(Caller::getName).containsExactly("a");
        assertThat(callers.bySubject("github", "one")).extracting(Caller::getName).containsExactly("b");
        assertThat(callers.bySubject("github", "three")).extracting(Caller::getName).containsExactly("b");
        assertThat(callers.bySubject("portal", "three")).extracting(Caller::getName).containsExactly("a", "c");
        assertThat(callers.bySubject("portal", "One")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({ "repo:acme@1234/checkout@5678:ref:refs/heads/*, repo:acme@1234/checkout@5678:ref:refs/heads/main, true",
            "repo:acme@1234/checkout@5678:ref:refs/heads/*, repo:acme@1234/checkout@5678:ref:refs/heads/feature/x, false",
            "repo:acme@1234/checkout@5678:ref:refs/heads/*, repo:acme@1234/checkout@5678:ref:refs/heads/, false",
            "repo:acme@1234/*:environment:production, repo:acme@1234/checkout@5678:environment:production, true",
            "repo:acme@1234/*:environment:production, repo:acme@1234/x:pull_request:environment:production, false",
            "repo:acme/*, repo:acme/checkout:ref:refs/heads/main, false", "*, anybody, true", "*, a:b, false", "*, a/b, false",
            "a*b*c, axbyc, true", "a*b*c, abc, false", "a.c, abc, false", "a?c, abc, false", "(a), (a), true",
            "a\\E*, a\\Ex, true",
            "A, a, false" })
    void subjectPattern(String pattern, String subject, boolean matches) {
        assertThat(new SubjectPattern("github", pattern).matches("github", subject)).isEqualTo(matches);
        assertThat(new SubjectPattern("github", pattern).matches("gitlab", subject)).isFalse();
    }

    private static KnownCallers configured(Map<String, String> configured) {
        return known(configured, Map.of());
    }

    /**
     * With two JWT issuers.
     *
     * @param configured by what follows the prefix; the caller a has a project and the token "one" unless said otherwise
     * @param document the same for the document; every caller has a project, and the token "two" if it is b
     */
    private static KnownCallers known(Map<String, String> configured, Map<String, String> document) {
        Map<String, String> properties = new HashMap<>(Map.of("issuer.jwt.\"portal\".iss", "https://portal",
                "issuer.jwt.\"github\".iss", "https://github"));
        if (!configured.isEmpty()) {
            properties.put("issuer.callers.\"a\".projects", "acme/*");
            properties.put("issuer.callers.\"a\".token-sha256", ONE);
        }
        configured.forEach((key, value) -> properties.put("issuer.callers.\"" + key.replaceFirst("\\.", "\"."), value));
        Map<String, CallerSettings> settings = document.keySet().stream().map(key -> key.substring(0, 1)).distinct()
                .collect(Collectors.toMap(name -> name, name -> new CallerSettings(
                        list(document, name + ".projects", "acme/*"),
                        document.containsKey(name + ".operations") ? list(document, name + ".operations", "") : null,
                        list(document, name + ".token-sha256", name.equals("b") ? TWO : ""),
                        list(document, name + ".webhook-secrets", ""),
                        document.get(name + ".jwt-issuer"),
                        list(document, name + ".jwt-subjects", ""), null)));
        return callers(properties).of(secrets(settings));
    }

    private static List<String> list(Map<String, String> values, String key, String otherwise) {
        String value = values.getOrDefault(key, otherwise);
        return value.isEmpty() ? List.of() : List.of(value.split(","));
    }

    private static Callers callers(Map<String, String> properties) {
        return new Callers(SecretsForTests.issuer(properties), SecretsForTests.store(Clock.systemUTC(), Map.of()));
    }

    private static Secrets secrets(Map<String, CallerSettings> callers) {
        return new Secrets("t", "d", List.of(), callers);
    }

    private static void assertRefused(String message, Map<String, String> configured, Map<String, String> document) {
        assertThatExceptionOfType(ConfigurationException.class).isThrownBy(() -> known(configured, document))
                .withMessageContaining(message).withMessageNotContainingAny("hunter2", "aHVu", ONE, TWO, "ABCDEF");
    }

    private static void assertRefusedInDocument(String message, Map<String, CallerSettings> document) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> callers(Map.of()).of(secrets(document)))
                .withMessageContaining(message).withMessageNotContaining("hunter2");
    }
}
