package dev.dsnissuer.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import dev.dsnissuer.http.KeyRequests.Issue;
import dev.dsnissuer.http.ProblemException.Violation;
import dev.dsnissuer.keys.KeyName;
import dev.dsnissuer.sentry.ProjectPath;
import dev.dsnissuer.sentry.RateLimit;

/** Which bodies of a POST are valid, and which members are named if one is not. */
class IssueKeyRequestTest {

    @Test
    void everyMember_read() {
        assertThat(parse("""
                {"organization": "acme", "project": "checkout", "name": "checkout-eu",
                 "rateLimit": {"count": 2147483647, "window": 86400}, "useCase": "demo"}"""))
                .isEqualTo(new Issue(new KeyName(new ProjectPath("acme", "checkout"), "checkout-eu"),
                        new RateLimit(2147483647, 86400),
                        "demo"));
    }

    @Test
    void optionalMembersLeftOut_null() {
        assertThat(parse("{\"organization\": \"acme\", \"project\": \"checkout\", \"name\": \"x\"}"))
                .isEqualTo(new Issue(new KeyName(new ProjectPath("acme", "checkout"), "x"), null, null));
    }

    @Test
    void organizationLeftOut_defaultOrRefused() {
        byte[] body = "{\"project\": \"checkout\", \"name\": \"x\"}".getBytes(StandardCharsets.UTF_8);

        assertThat(new KeyRequests("acme").issue(body).key().project().organization()).isEqualTo("acme");
        assertThat(broken("{\"project\": \"checkout\", \"name\": \"x\"}")).containsExactly("organization");
    }

    @Test
    void organizationNull_refused() {
        byte[] body = "{\"organization\": null, \"project\": \"checkout\", \"name\": \"x\"}".getBytes(StandardCharsets.UTF_8);

        assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> new KeyRequests("acme").issue(body));
    }

    /** Sentry takes what is all digits for an id, and fails at one that does not fit into 64 bits. */
    @ParameterizedTest
    @ValueSource(strings = { "organization", "project" })
    void idBeyond64Bits_refused(String member) {
        parse(request(member, "\"9223372036854775807\""));
        parse(request(member, "\"00000000000000000000000000001\""));

        assertThat(broken(request(member, "\"9223372036854775808\""))).containsExactly(member);
        assertThat(broken(request(member, "\"99999999999999999999999999\""))).containsExactly(member);
    }

    @ParameterizedTest
    @CsvSource({ "organization, 50", "project, 100" })
    void slug_rules(String member, int most) {
        String longest = "aZ0_-".repeat(most / 5);
        parse(request(member, "\"" + longest + "\""));
        parse(request(member, "\"007\""));

        for (String wrong : List.of("", longest + "a", "a b", "a/b", "a.b", "..", "a%2F", "caf\u00e9", " a", "a\\n", "*")) {
            assertThat(broken(request(member, "\"" + wrong + "\""))).as(wrong).containsExactly(member);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "organization", "project", "name", "useCase" })
    void otherTypeThanString_refused(String member) {
        for (String wrong : List.of("5", "5.0", "true", "null", "[]", "[\"a\"]", "{}", "{\"a\": {\"b\": [1, {}]}}")) {
            assertThat(broken(request(member, wrong))).as(wrong).contains(member);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "", " ", "\\t\\n", "\\u00a0\\u2003", "a\\tb", "a\\nb", "\\u0000", "a\\u007f", "a\\u009b",
            "\\ud800", "a\\udc00b" })
    void name_refused(String name) {
        assertThat(broken(request("name", "\"" + name + "\""))).containsExactly("name");
    }

    @Test
    void name_countedInCodePoints() {
        String rocket = "\uD83D\uDE80";
        assertThat(parse(request("name", "\" " + rocket.repeat(64) + " \"")).key().name()).isEqualTo(rocket.repeat(64));

        assertThat(broken(request("name", "\"" + rocket.repeat(65) + "\""))).containsExactly("name");
    }

    @Test
    void name_countedBeforeAndAfterNormalizing() {
        // NFC makes one code point of the two of the first name, and two of the one of the second name.
        assertThat(broken(request("name", "\"" + "e\u0301".repeat(33) + "\""))).containsExactly("name");
        assertThat(broken(request("name", "\"" + "\u0958".repeat(33) + "\""))).containsExactly("name");
        assertThat(parse(request("name", "\"" + "e\u0301".repeat(32) + "\"")).key().name()).isEqualTo("\u00e9".repeat(32));
    }

    @ParameterizedTest
    @CsvSource({ "count, 2147483647", "window, 86400" })
    void rateLimit_integersInRange(String member, long most) {
        for (String right : List.of("1", Long.toString(most))) {
            parse(rateLimit(member, right));
        }
        for (String wrong : List.of("0", "-1", Long.toString(most + 1), "99999999999999999999999999", "5.0", "1e2", "\"5\"",
                "true",
                "null", "[]", "{}")) {
            assertThat(broken(rateLimit(member, wrong))).as(wrong).containsExactly("rateLimit." + member);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = { "null", "5", "\"1000/3600\"", "[]", "false" })
    void rateLimit_objectsOnly(String wrong) {
        assertThat(broken("{\"organization\": \"a\", \"project\": \"b\", \"name\": \"c\", \"rateLimit\": " + wrong + "}"))
                .containsExactly("rateLimit");
    }

    @Test
    void rateLimit_bothMembersAndNoOther() {
        assertThat(broken("{\"organization\": \"a\", \"project\": \"b\", \"name\": \"c\", \"rateLimit\": {}}"))
                .containsExactly("rateLimit.count", "rateLimit.window");
        assertThat(broken("{\"organization\": \"a\", \"project\": \"b\", \"name\": \"c\","
                + " \"rateLimit\": {\"count\": 1, \"window\": 1, \"burst\": 1}}")).containsExactly("rateLimit.burst");
    }

    @ParameterizedTest
    @ValueSource(strings = { "user", "profiling", "escalating_issues", "tempest", "demo" })
    void useCase_known(String useCase) {
        assertThat(parse(request("useCase", "\"" + useCase + "\"")).useCase()).isEqualTo(useCase);
        assertThat(broken(request("useCase", "\"" + useCase.toUpperCase(Locale.ROOT) + "\""))).containsExactly("useCase");
    }

    @Test
    void unknownMember_refused() {
        assertThat(broken(request("ratelimit", "{\"count\": 1, \"window\": 1}"))).containsExactly("ratelimit");
        assertThat(broken(request("public", "\"00000000000000000000000000000000\""))).containsExactly("public");
    }

    @Test
    void duplicateMember_refused() {
        assertThat(broken("{\"organization\": \"a\", \"project\": \"b\", \"name\": \"c\", \"name\": \"c\"}"))
                .containsExactly("name");
        assertThat(broken("{\"organization\": \"a\", \"project\": \"b\", \"name\": \"c\","
                + " \"rateLimit\": {\"count\": 1, \"count\": 1, \"window\": 1}}")).containsExactly("rateLimit.count");
    }

    @Test
    void malformed_saysWhere() {
        assertThatExceptionOfType(ProblemException.class).isThrownBy(() -> parse("{\n\"name\": 01}"))
                .satisfies(problem -> assertThat(problem.violations)
                        .containsExactly(new Violation("body", "is not valid JSON: line 2, column 10")));
    }

    @Test
    void deepNesting_refused() {
        assertThat(broken("{\"a\":".repeat(3000) + "1" + "}".repeat(3000))).containsExactly("body");
    }

    /** A body that is valid except for the given member. */
    private static String request(String member, String value) {
        StringBuilder body = new StringBuilder("{\"" + member + "\": " + value);
        for (String required : List.of("organization", "project", "name")) {
            if (!required.equals(member)) {
                body.append(", \"").append(required).append("\": \"a\"");
            }
        }
        return body.append('}').toString();
    }

    private static String rateLimit(String member, String value) {
        String other = member.equals("count") ? "window" : "count";
        return request("rateLimit", "{\"" + member + "\": " + value + ", \"" + other + "\": 1}");
    }

    private static Issue parse(String body) {
        return new KeyRequests(null).issue(body.getBytes(StandardCharsets.UTF_8));
    }

    private static List<String> broken(String body) {
        try {
            parse(body);
            return List.of();
        } catch (ProblemException problem) {
            return problem.violations.stream().map(Violation::field).toList();
        }
    }
}
