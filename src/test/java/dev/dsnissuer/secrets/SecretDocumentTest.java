package dev.dsnissuer.secrets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import io.quarkus.runtime.configuration.ConfigurationException;

/** What makes a secret document useless, and how it is said: by the path of the member, and never by its value. */
class SecretDocumentTest {

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "'a': 1                             | a is not known here",
            "'webhook-secrets': {'a': ['x']}    | webhook-secrets is not known here",
            "'hunter2': 1                       | (a member) is not known here",
            "'sntryi_0hunter2': 'x'             | (a member) is not known here",
            "'previous-derivation-secrets': 'x' | previous-derivation-secrets must be an array of strings",
            "'previous-derivation-secrets': [1] | previous-derivation-secrets[0] must be a string",
            "'previous-derivation-secrets': null | previous-derivation-secrets must be an array of strings",
            "'previous-derivation-secrets': ['hunter2'] | previous-derivation-secrets must have at least 32 characters each",
            "'callers': []                      | callers must be an object",
            "'callers': null                    | callers must be an object",
            "'callers': {'x': 5}                | callers.x must be an object",
            "'callers': {'x': null}             | callers.x must be an object",
            "'callers': {'Hunter2': {}}         | callers must have names of lower-case letters, digits and dashes only",
            "'callers': {'a_b': {}}             | callers must have names of lower-case letters, digits and dashes only",
            "'callers': {'': {}}                | callers must have names of lower-case letters, digits and dashes only",
            "'callers': {'x': {'projcts': []}}  | callers.x.projcts is not known here",
            "'callers': {'x': {'hunter2': []}}  | callers.x.(a member) is not known here",
            "'callers': {'x': {'token-sha265': []}} | callers.x.token-sha265 is not known here",
            "'callers': {'x': {'token_sha256': []}} | callers.x.token_sha256 is not known here",
            "'callers': {'x': {'token-sha256': [], 'token-sha256': []}} | callers.x.token-sha256 is there twice: line 1",
            "'callers': {'x': {'projects': 'acme/*'}}  | callers.x.projects must be an array of strings",
            "'callers': {'x': {'projects': ['a/b', 5]}} | callers.x.projects[1] must be a string",
            "'callers': {'x': {'projects': [null]}} | callers.x.projects[0] must be a string",
            "'callers': {'x': {'projects': [['a/b']]}} | callers.x.projects[0] must be a string",
            "'callers': {'x': {'operations': null}} | callers.x.operations must be an array of strings",
            "'callers': {'x': {'token-sha256': {}}} | callers.x.token-sha256 must be an array of strings",
            "'callers': {'x': {'webhook-secrets': [true]}} | callers.x.webhook-secrets[0] must be a string",
            "'callers': {'x': {'jwt-issuer': ['github']}} | callers.x.jwt-issuer must be a string",
            "'callers': {'x': {'jwt-issuer': null}} | callers.x.jwt-issuer must be a string",
            "'callers': {'x': {'max-rate-limit': 5}} | callers.x.max-rate-limit must be an object",
            "'callers': {'x': {'max-rate-limit': {'count': '5'}}} | callers.x.max-rate-limit.count must be an integer",
            "'callers': {'x': {'max-rate-limit': {'count': 5.0}}} | callers.x.max-rate-limit.count must be an integer",
            "'callers': {'x': {'max-rate-limit': {'window': 1e2}}} | callers.x.max-rate-limit.window must be an integer",
            "'callers': {'x': {'max-rate-limit': {'window': null}}} | callers.x.max-rate-limit.window must be an integer",
            "'callers': {'x': {'max-rate-limit': {'counts': 1}}} | callers.x.max-rate-limit.counts is not known here",
            "'derivation-secret': 'hunter2hunter2hunter2hunter2hunt' | derivation-secret is there twice: line 1",
            "'callers': {'x': {}, 'x': {}}      | callers.x is there twice: line 1",
            "'callers': {'x': {'projects': [], 'projects': []}} | callers.x.projects is there twice: line 1",
            "'callers': {'x': {'max-rate-limit': {'count': 1, 'count': 1}}} | callers.x.max-rate-limit.count is there twice",
            "'hunter2': 1, 'hunter2': 1         | a member is there twice: line 1",
            "'callers': {'x': {'projects': [hunter2]}} | is where it stops being JSON: line 1" })
    void brokenRule_isNamedByItsPath(String members, String message) {
        assertUseless("{'sentry-auth-token': 't', 'derivation-secret': '0123456789abcdef0123456789abcdef', " + members + "}",
                message);
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', quoteCharacter = '`', value = {
            "``   | it is no JSON object", "[]  | it is no JSON object", "null | it is no JSON object",
            "'x' | it is no JSON object",
            "{}   | sentry-auth-token must be set", "{'sentry-auth-token': 5} | sentry-auth-token must be a string",
            "{'sentry-auth-token': null} | sentry-auth-token must be a string",
            "{'sentry-auth-token': 'hunter2 x'} | sentry-auth-token must be set, to visible ASCII characters",
            "{'sentry-auth-token': 't'} | derivation-secret must be set",
            "{'sentry-auth-token': 't', 'derivation-secret': 'hunter2'} | derivation-secret must be set",
            "{'sentry-auth-token': 't', 'derivation-secret': '0123456789abcdef0123456789abcdef'} x | is where it stops being JSON: line 1" })
    void wholeDocument(String document, String message) {
        assertUseless(document, message);
    }

    /** These make the JSON library throw without a place. */
    @Test
    void absurdDocument_saidWithoutAPlace() {
        for (String absurd : List.of("[".repeat(1500), "9".repeat(2000), "{'" + "x".repeat(60_000) + "': 1}")) {
            assertThatExceptionOfType(ConfigurationException.class)
                    .isThrownBy(() -> SecretDocument.read("{'a': ".replace('\'', '"') + absurd.replace('\'', '"'), true));
        }
    }

    @Test
    void leastDocument() {
        Secrets secrets = SecretDocument.read("{\"sentry-auth-token\": \"t\"}", false);

        assertThat(secrets).isEqualTo(new Secrets("t", null, List.of(), Map.of()));
    }

    private static void assertUseless(String document, String message) {
        assertThatExceptionOfType(ConfigurationException.class)
                .isThrownBy(() -> SecretDocument.read(document.replace('\'', '"'), true))
                .withMessageContaining(message).withMessageNotContainingAny("hunter2", "0123", "acme");
    }
}
