package dev.dsnissuer.standin;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** That the stand-in lists keys by the page, with the cursors that Sentry and its other versions write. */
class StandInListingTest extends StandInCalls {

    @Test
    void newestFirst_linkedInSentrysForm() throws Exception {
        standIn.addKeys(project, 200);
        long newest = project.keys().get(200).rowId;
        String uri = standIn.url() + keys + "?per_page=100";

        HttpResponse<String> page = get(keys + "?per_page=100");

        assertThat(json(page)).hasSize(100);
        assertThat(link(page)).isEqualTo("<" + uri + "&cursor=" + newest
                + ":0:1>; rel=\"previous\"; results=\"false\"; cursor=\""
                + newest + ":0:1\", <" + uri + "&cursor=" + (newest - 100) + ":0:0>; rel=\"next\"; results=\"true\"; cursor=\""
                + (newest - 100) + ":0:0\"");
    }

    @Test
    void pagesOfTen_eachKeyOnce() throws Exception {
        nameKeys(24);

        HttpResponse<String> first = get(keys);
        HttpResponse<String> second = get(keys + "?cursor=" + cursor(first, "next"));
        HttpResponse<String> third = get(keys + "?cursor=" + cursor(second, "next"));

        assertThat(names(first)).containsExactly("24", "23", "22", "21", "20", "19", "18", "17", "16", "15");
        assertThat(link(first)).startsWith("<" + standIn.url() + keys + "?&cursor=");
        assertThat(names(second)).startsWith("14").hasSize(10);
        assertThat(names(third)).containsExactly("4", "3", "2", "1", "Default");
        assertThat(link(first)).contains("rel=\"previous\"; results=\"false\"", "rel=\"next\"; results=\"true\"");
        assertThat(link(second)).contains("rel=\"previous\"; results=\"true\"", "rel=\"next\"; results=\"true\"");
        assertThat(link(third)).contains("rel=\"previous\"; results=\"true\"", "rel=\"next\"; results=\"false\"");
    }

    @ParameterizedTest
    @EnumSource(names = { "CURRENT", "OFFSET_CURSORS", "OLD", "GLITCHTIP" })
    void backwards_theSamePages(Profile profile) throws Exception {
        nameKeys(7);
        standIn.be(profile);
        List<List<String>> forwards = new ArrayList<>();
        HttpResponse<String> page = get(keys + "?per_page=3");
        forwards.add(names(page));
        while (link(page).contains("rel=\"next\"; results=\"true\"")) {
            page = get(keys + "?per_page=3&cursor=" + cursor(page, "next"));
            forwards.add(names(page));
        }

        List<List<String>> backwards = new ArrayList<>(List.of(names(page)));
        while (link(page).contains("rel=\"previous\"; results=\"true\"")) {
            page = get(keys + "?per_page=3&cursor=" + cursor(page, "previous"));
            backwards.add(0, names(page));
        }

        assertThat(forwards).containsExactly(List.of("7", "6", "5"), List.of("4", "3", "2"), List.of("1", "Default"));
        assertThat(backwards).isEqualTo(forwards);
    }

    @ParameterizedTest
    @CsvSource({ "CURRENT, 6", "OFFSET_CURSORS, 8" })
    void keyMadeBetweenTwoPages_movesOnlyPagesByOffset(Profile profile, String secondPageBegins) throws Exception {
        nameKeys(9);
        standIn.be(profile);
        HttpResponse<String> first = get(keys + "?per_page=3");
        standIn.addKeys(project, 2);

        assertThat(names(first)).containsExactly("9", "8", "7");
        assertThat(names(get(keys + "?per_page=3&cursor=" + cursor(first, "next")))).startsWith(secondPageBegins);
    }

    @Test
    void keyThatTheCursorNamesIsGone_theNextOlderOne() throws Exception {
        nameKeys(9);
        HttpResponse<String> first = get(keys + "?per_page=3");
        project.remove(project.keys().stream().filter(key -> key.name.equals("6")).findFirst().orElseThrow());

        HttpResponse<String> second = get(keys + "?per_page=3&cursor=" + cursor(first, "next"));

        assertThat(names(second)).containsExactly("5", "4", "3");
        assertThat(names(get(keys + "?per_page=3&cursor=" + cursor(second, "previous")))).containsExactly("9", "8", "7");
    }

    @Test
    void rowIds_growOverTheWholeServer() throws Exception {
        Project first = project;
        freshProject();
        standIn.addKeys(first, 1);
        created("{}");

        assertThat(List.of(first.keys().get(0).rowId, project.keys().get(0).rowId, first.keys().get(1).rowId,
                project.keys().get(1).rowId)).isSorted().doesNotHaveDuplicates();
    }

    @Test
    void offsetCursors_linkedInTheirForm() throws Exception {
        standIn.be(Profile.OFFSET_CURSORS);
        standIn.addKeys(project, 100);

        assertThat(cursor(get(keys + "?per_page=100"), "next")).isEqualTo("0:100:0");
        assertThat(json(get(keys + "?per_page=100&cursor=0:100:0"))).hasSize(1);
        assertThat(json(get(keys))).hasSize(10);
    }

    @Test
    void oldServer_pagesOfHundred() throws Exception {
        standIn.be(Profile.OLD);
        standIn.addKeys(project, 100);

        assertThat(json(get(keys))).hasSize(100);
    }

    @ParameterizedTest
    @CsvSource({ "per_page=100, 200", "per_page=1, 200", "per_page=0, 400", "per_page=101, 400", "per_page=x, 400",
            "per_page=, 400", "cursor=, 200", "cursor=x, 400", "cursor=1:2, 400", "cursor=1:x:0, 400", "cursor=1:0:0:0, 400",
            "cursor=0:-1:0, 500", "cursor=9223372036854775808:0:0, 500", "cursor=0:9223372036854775808:0, 500",
            "cursor=0:9223372036854775807:0, 200", "cursor=-1:0:0, 200" })
    void parameters(String query, int status) throws Exception {
        assertThat(get(keys + "?" + query).statusCode()).isEqualTo(status);
    }

    @Test
    void byStatus_keptInTheLinks() throws Exception {
        created("{'name': 'x'}");
        project.keys().get(0).active = false;

        assertThat(names(get(keys + "?status=active"))).containsExactly("x");
        assertThat(names(get(keys + "?status=inactive"))).containsExactly("Default");
        assertThat(names(get(keys + "?status=other"))).isEmpty();
        assertThat(names(get(keys + "?status="))).hasSize(2);
        assertThat(link(get(keys + "?status=active&cursor=&per_page=5"))).contains(keys + "?status=active&per_page=5&cursor=");
    }

    @Test
    void unreadableKey_nullInTheList_emptyWhenAskedFor() throws Exception {
        created("{'name': 'x'}");
        project.keys().get(0).unreadable = true;

        HttpResponse<String> key = get(defaultKey());

        assertThat(json(get(keys)).get(0).path("name").asText()).isEqualTo("x");
        assertThat(json(get(keys)).get(1).isNull()).isTrue();
        assertThat(key.statusCode()).isEqualTo(200);
        assertThat(key.body()).isEmpty();
        assertThat(call("PUT", defaultKey(), "sntryu_write", "{\"name\": \"y\"}").body()).isEmpty();
        assertThat(project.keys().get(0).name).isEqualTo("y");
    }

    private void nameKeys(int count) throws Exception {
        for (int i = 1; i <= count; i++) {
            created("{'name': '" + i + "'}");
        }
    }

    private static String link(HttpResponse<String> page) {
        return page.headers().firstValue("Link").orElseThrow();
    }

    private static String cursor(HttpResponse<String> page, String relation) {
        Matcher cursor = Pattern.compile("rel=\"" + relation + "\"; results=\"[a-z]+\"; cursor=\"([^\"]+)\"")
                .matcher(link(page));
        assertThat(cursor.find()).isTrue();
        return cursor.group(1);
    }
}
