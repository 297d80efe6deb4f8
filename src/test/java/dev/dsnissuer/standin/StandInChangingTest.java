package dev.dsnissuer.standin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

/** That the stand-in changes and deletes keys as Sentry does. */
class StandInChangingTest extends StandInCalls {

    @Test
    void browserSdkVersionLeftOut_reset_andNothingElse() throws Exception {
        change("{'name': 'n', 'browserSdkVersion': '8.x', 'rateLimit': {'count': 5, 'window': 6},"
                + " 'dynamicSdkLoaderOptions': {'hasDebug': true, 'unknown': true}}");
        assertThat(json(get(defaultKey())).path("browserSdkVersion").asText()).isEqualTo("8.x");

        JsonNode changed = json(change("{'isActive': false}"));

        assertThat(changed.path("isActive").asBoolean()).isFalse();
        assertThat(changed.path("browserSdkVersion").asText()).isEqualTo(Key.DEFAULT_BROWSER_SDK);
        assertThat(changed.path("name").asText()).isEqualTo("n");
        assertThat(changed.at("/rateLimit/count").asInt()).isEqualTo(5);
        assertThat(changed.at("/dynamicSdkLoaderOptions/hasDebug").asBoolean()).isTrue();
        assertThat(changed.path("dynamicSdkLoaderOptions").has("unknown")).isFalse();
    }

    @Test
    void browserSdkVersionThatIsNotOffered_400() throws Exception {
        HttpResponse<String> answer = change("{'browserSdkVersion': '4.x', 'name': 'n'}");

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).at("/browserSdkVersion/0").asText()).isEqualTo("\"4.x\" is not a valid choice.");
        assertThat(project.keys().get(0).name).isEqualTo("Default");
    }

    @ParameterizedTest
    @ValueSource(strings = { "null", "{'count': null}", "{'count': null, 'window': 6}", "{'count': 5, 'window': null}",
            "{'count': 0, 'window': 6}", "{'count': 5, 'window': 0}" })
    void rateLimit_cleared(String rateLimit) throws Exception {
        change("{'rateLimit': {'count': 5, 'window': 6}}");

        assertThat(json(change("{'rateLimit': " + rateLimit + "}")).get("rateLimit").isNull()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = { "{'count': 1}", "{'window': 1}" })
    void rateLimit_aMemberMissing_500(String rateLimit) throws Exception {
        change("{'rateLimit': {'count': 5, 'window': 6}}");

        assertThat(change("{'name': 'n', 'rateLimit': " + rateLimit + "}").statusCode()).isEqualTo(500);

        Key key = project.keys().get(0);
        assertThat(key.name).isEqualTo("Default");
        assertThat(key.rateLimitCount).isEqualTo(5);
    }

    @Test
    void rateLimit_emptyObject_leftAlone() throws Exception {
        change("{'rateLimit': {'count': 5, 'window': 6}}");

        assertThat(json(change("{'rateLimit': {}}")).at("/rateLimit/count").asInt()).isEqualTo(5);
    }

    @Test
    void rateLimit_hugeCount_answeredAsSent_storedAsTheLargest() throws Exception {
        JsonNode changed = json(change("{'rateLimit': {'count': 4294967296, 'window': 6}}"));

        assertThat(changed.at("/rateLimit/count").asLong()).isEqualTo(4294967296L);
        assertThat(json(get(defaultKey())).at("/rateLimit/count").asLong()).isEqualTo(2147483647);
    }

    @Test
    void rateLimit_leftAloneWithoutTheFeature() throws Exception {
        change("{'rateLimit': {'count': 5, 'window': 6}}");
        project.rateLimits = false;

        assertThat(json(change("{'rateLimit': null}")).at("/rateLimit/count").asInt()).isEqualTo(5);
        assertThat(json(change("{'rateLimit': {'count': 1}}")).at("/rateLimit/count").asInt()).isEqualTo(5);
    }

    @Test
    void name_blankOrNull_leftAlone() throws Exception {
        assertThat(json(change("{'name': ' '}")).path("name").asText()).isEqualTo("Default");
        assertThat(json(change("{'name': null}")).path("name").asText()).isEqualTo("Default");
        assertThat(json(change("{'name': '\\u00a0n'}")).path("name").asText()).isEqualTo("n");
    }

    @Test
    void deleted_unknownFromThenOn() throws Exception {
        String key = defaultKey();

        assertThat(call("DELETE", key, "sntryu_admin", null).statusCode()).isEqualTo(204);
        assertThat(call("DELETE", key, "sntryu_admin", null).statusCode()).isEqualTo(404);
        assertThat(call("PUT", key, "sntryu_admin", "{}").statusCode()).isEqualTo(404);
        assertThat(get(key).statusCode()).isEqualTo(404);
        assertThat(project.keys()).isEmpty();
    }

    private HttpResponse<String> change(String body) throws Exception {
        return call("PUT", defaultKey(), "sntryu_write", body.replace('\'', '"'));
    }
}
