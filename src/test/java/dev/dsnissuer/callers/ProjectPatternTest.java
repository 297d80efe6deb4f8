package dev.dsnissuer.callers;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import dev.dsnissuer.sentry.ProjectPath;

class ProjectPatternTest {

    @ParameterizedTest
    @CsvSource({
            "acme/checkout, acme, checkout, true",
            "acme/checkout, acme, checkout-eu, false",
            "acme/checkout, acme, Checkout, false",
            "acme/checkout, acme, 4505281256090153, false",
            "acme/*, acme, checkout, true",
            "acme/*, acme2, checkout, false",
            "acme/*, ac, me, false",
            "*/checkout, umbrella, checkout, true",
            "acme/team-*, acme, team-, true",
            "acme/team-*, acme, steam-a, false",
            "acme/*-eu, acme, checkout-eu, true",
            "acme/*-eu, acme, checkout-eu-1, false",
            "a*e/c*o*t, acme, checkout, true",
            "*/*, acme, checkout, true" })
    void matches(String pattern, String organization, String project, boolean expected) {
        assertThat(new ProjectPattern(pattern).matches(new ProjectPath(organization, project))).isEqualTo(expected);
    }
}
