package dev.dsnissuer.standin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import com.fasterxml.jackson.databind.JsonNode;

/** That the stand-in finds a project by its slug, by its id and by the slug that it once had, as Sentry does. */
class StandInProjectsTest extends StandInCalls {

    @Test
    void details_theIdIsAString() throws Exception {
        HttpResponse<String> answer = get(details);

        JsonNode body = json(answer);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(body.get("id").isTextual()).isTrue();
        assertThat(body.get("id").asText()).isEqualTo(Long.toString(project.id));
        assertThat(body.get("slug").asText()).isEqualTo(project.slug);
        assertThat(body.get("name").asText()).isEqualTo(project.slug);
        assertThat(body.at("/organization/slug").asText()).isEqualTo("acme");
        assertThat(body.at("/organization/id").asText()).isEqualTo(Long.toString(project.organizationId));
        assertThat(body.get("features").toString()).isEqualTo("[\"rate-limits\"]");
        assertThat(answer.body()).doesNotContain(StandIn.SECRET_PREFIX);
    }

    @Test
    void allDigits_anId_leadingZerosToo() throws Exception {
        standIn.addProject("acme", "123");

        for (String organization : new String[] { "acme", project.organizationId + "", "000" + project.organizationId }) {
            for (String id : new String[] { project.id + "", "000" + project.id }) {
                assertThat(json(get("/api/0/projects/" + organization + "/" + id + "/")).get("slug").asText())
                        .isEqualTo(project.slug);
                assertThat(json(get("/api/0/projects/" + organization + "/" + id + "/keys/"))).hasSize(1);
            }
        }
        assertThat(get("/api/0/projects/acme/123/keys/").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = { "/api/0/projects/acme/ID/", "/api/0/projects/acme/ID/keys/", "/api/0/projects/ID/p1/keys/" })
    void idBeyond64Bits_500(String path) throws Exception {
        assertThat(get(path.replace("ID", "9223372036854775807")).statusCode()).isEqualTo(404);

        HttpResponse<String> answer = get(path.replace("ID", "9223372036854775808"));

        assertThat(answer.statusCode()).isEqualTo(500);
        assertThat(json(answer).path("detail").asText()).isEqualTo("Internal Error");
        assertThat(call("GET", path.replace("ID", "9223372036854775808"), "sntrys_org", null).statusCode()).isEqualTo(403);
    }

    @Test
    void renamedProject_redirects_withTheQuery() throws Exception {
        standIn.rename(project, "renamed" + project.id);
        String to = "/api/0/projects/acme/renamed" + project.id + "/keys/?per_page=5&status=active";

        HttpResponse<String> answer = get(keys + "?per_page=5&status=active");

        assertThat(answer.statusCode()).isEqualTo(302);
        assertThat(answer.headers().firstValue("Location")).hasValue(to);
        assertThat(json(answer).path("slug").asText()).isEqualTo("renamed" + project.id);
        assertThat(json(answer).at("/detail/extra/url").asText()).isEqualTo(to);
        assertThat(json(answer).at("/detail/extra/slug").asText()).isEqualTo("renamed" + project.id);
        assertThat(get(to).statusCode()).isEqualTo(200);
    }

    @Test
    void renamedProject_redirectsEveryPath_howeverTheOrganizationIsSpelled() throws Exception {
        String oldSlug = project.slug;
        standIn.rename(project, "moved" + project.id);

        for (String organization : new String[] { "acme", project.organizationId + "", "0" + project.organizationId }) {
            for (String rest : new String[] { "/", "/keys/", "/keys/" + project.keys().get(0).publicKey + "/" }) {
                HttpResponse<String> answer = get("/api/0/projects/" + organization + "/" + oldSlug + rest);

                assertThat(answer.statusCode()).isEqualTo(302);
                assertThat(answer.headers().firstValue("Location"))
                        .hasValue("/api/0/projects/" + organization + "/moved" + project.id + rest);
            }
        }
        assertThat(call("POST", keys, "sntryu_write", "{").statusCode()).isEqualTo(302);
        assertThat(project.keys()).hasSize(1);
    }

    @Test
    void renamedProject_hiddenFromTokensWithoutAccess() throws Exception {
        standIn.rename(project, "hidden" + project.id);

        assertThat(call("GET", keys, "sntryi_elsewhere", null).statusCode()).isEqualTo(403);
    }

    @Test
    void renamedTwice_everyOldSlugRedirectsToTheNewestAtOnce() throws Exception {
        standIn.rename(project, "second" + project.id);
        standIn.rename(project, "third" + project.id);

        for (String slug : new String[] { details, "/api/0/projects/acme/second" + project.id + "/" }) {
            assertThat(get(slug).headers().firstValue("Location")).hasValue("/api/0/projects/acme/third" + project.id + "/");
        }
    }

    @Test
    void slugGivenToAnotherProject_namesThatOne() throws Exception {
        String slug = project.slug;
        standIn.rename(project, "former" + project.id);
        assertThat(get(keys).statusCode()).isEqualTo(302);

        Project heir = standIn.addProject("acme", slug);

        assertThat(heir.id).isNotEqualTo(project.id);
        for (String organization : new String[] { "acme", project.organizationId + "" }) {
            String path = "/api/0/projects/" + organization + "/" + slug + "/";
            assertThat(json(get(path)).get("id").asText()).isEqualTo(Long.toString(heir.id));
            assertThat(json(get(path + "keys/")).at("/0/projectId").asLong()).isEqualTo(heir.id);
            assertThat(get(path + "keys/" + project.keys().get(0).publicKey + "/").statusCode()).isEqualTo(404);
        }
        assertThat(json(get("/api/0/projects/acme/" + project.id + "/")).get("slug").asText())
                .isEqualTo("former" + project.id);
    }

    @Test
    void renamedBack_noRedirect() throws Exception {
        String slug = project.slug;
        standIn.rename(project, "away" + project.id);
        standIn.rename(project, slug);

        assertThat(get(details).statusCode()).isEqualTo(200);
        assertThat(get("/api/0/projects/acme/away" + project.id + "/").statusCode()).isEqualTo(302);
    }

    @Test
    void newProject_aKeyNamedDefault_unlessItIsAnEmptyOne() throws Exception {
        Project empty = standIn.addEmptyProject("acme", "empty" + project.id);

        assertThat(project.keys()).extracting(key -> key.name).containsExactly("Default");
        assertThat(empty.keys()).isEmpty();
        assertThat(get("/api/0/projects/acme/empty" + project.id + "/keys/").body()).isEqualTo("[]");
        assertThat(json(get("/api/0/projects/acme/empty" + project.id + "/")).get("id").asText())
                .isEqualTo(Long.toString(empty.id));
    }
}
