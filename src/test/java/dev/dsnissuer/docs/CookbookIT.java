package dev.dsnissuer.docs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.StringReader;
import java.net.URI;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import dev.dsnissuer.standin.Project;
import dev.dsnissuer.standin.StandIn;
import dev.dsnissuer.testing.CookbookPage;
import dev.dsnissuer.testing.FunctionFront;
import dev.dsnissuer.testing.FunctionFront.Exchange;
import dev.dsnissuer.testing.JwtIssuer;
import dev.dsnissuer.testing.Lambda;
import dev.dsnissuer.testing.SecretsManagerResource;
import dev.dsnissuer.testing.SecretsManagerServer;

/**
 * The packaged function has the callers and issuers of all pages of the cookbook, and each page's consumer asks it for a key
 * twice, as its page says. A page that is new here needs a consumer in one of the classes beside this one.
 */
class CookbookIT {

    private static final JwtIssuer ISSUER = new JwtIssuer();
    private static final ShellConsumers SHELL = new ShellConsumers(ISSUER);
    private static final Map<String, PageConsumer> CONSUMERS = Stream.of(DescribedConsumers.all(), TerraformConsumer.all(),
            SHELL.all(), new NodeConsumers(ISSUER).all()).flatMap(consumers -> consumers.entrySet().stream())
            .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));

    private static StandIn standIn;
    private static List<Project> projects;
    private static SecretsManagerServer aws;
    private static Lambda function;
    private static FunctionFront front;

    @TempDir
    Path folder;

    @BeforeAll
    static void startFunction() throws IOException {
        standIn = StandIn.start(0, "");
        projects = List.of(standIn.addProject(StandIn.ORGANIZATION, "checkout"),
                standIn.addProject(StandIn.ORGANIZATION, "payments"));
        List<CookbookPage> pages = pages().stream().map(name -> CookbookPage.read(name, URI.create("https://nowhere.example")))
                .toList();
        aws = new SecretsManagerServer(SecretsManagerResource.withCallers(pages.stream()
                .flatMap(page -> page.functionSide("json").stream()).collect(Collectors.joining(","))));
        Map<String, String> environment = new HashMap<>(aws.environment());
        environment.put("SENTRY_URL", standIn.url().toString());
        ISSUER.init(Map.of("pem", "a file"));
        String publicKey = ISSUER.start().get(JwtIssuer.JWKS);
        for (CookbookPage page : pages) {
            for (String block : page.functionSide("properties")) {
                Properties properties = new Properties();
                properties.load(new StringReader(block));
                properties.stringPropertyNames().forEach(key -> environment.put(variable(key),
                        key.endsWith(".jwks") ? publicKey : properties.getProperty(key)));
            }
        }
        function = Lambda.start(Lambda.unpack(Path.of(System.getProperty("function"))), environment);
        front = new FunctionFront(function);
    }

    @AfterAll
    static void stop() {
        front.close();
        function.close();
        aws.close();
        standIn.close();
        ISSUER.stop();
    }

    @BeforeEach
    void forgetOtherPages() {
        front.forget();
        projects.forEach(project -> project.keys().forEach(project::remove));
    }

    static List<String> pages() {
        return CookbookPage.names();
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("pages")
    void followedTwice_issuedThenReplayed(String name) throws Exception {
        assertThat(CONSUMERS.keySet()).as("pages that somebody follows").contains(name);
        CookbookPage page = CookbookPage.read(name, front.url());
        assertThat(page.code()).as("placeholders that the cookbook does not explain").doesNotContain("\u2026", "REGION");

        String first = CONSUMERS.get(name).dsn(page, folder);
        String second = CONSUMERS.get(name).dsn(page, folder);

        List<Exchange> asked = front.exchanges().stream().filter(exchange -> exchange.method().equals("POST")).toList();
        assertThat(asked).extracting(Exchange::path).as(name).containsExactly("/keys", "/keys");
        assertThat(asked).extracting(Exchange::status).as("%s: %s", name, asked).containsExactly(201, 200);
        assertThat(List.of(first, second)).allMatch(dsn -> asked.stream()
                .allMatch(answer -> answer.body().equals("{\"dsn\":\"" + dsn + "\"}")), name + " has the DSN of both answers");
    }

    /** Otherwise a deployment would go on with an empty DSN. */
    @Test
    void refused_jobsFail() {
        assertThatThrownBy(() -> SHELL.githubActions(CookbookPage.read("github-actions", front.url()), folder,
                ShellConsumers.GITHUB_MAIN.replace("main", "other"))).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("401");
        assertThatThrownBy(() -> SHELL.gitlabCi(CookbookPage.read("gitlab-ci", front.url()), folder,
                ShellConsumers.GITLAB_MAIN.replace("main", "other"))).isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("401");
        assertThat(front.exchanges()).extracting(Exchange::status).containsExactly(401, 401);
    }

    @Test
    void everyPage_inTheIndex_andNoConsumerWithoutAPage() {
        assertThat(pages()).allMatch(name -> CookbookPage.index().contains("](" + name + ".md)"), "is in the index");
        assertThat(pages()).containsAll(CONSUMERS.keySet());
    }

    /** The environment variable of a key, as docs/configuration.md says. */
    private static String variable(String key) {
        return key.toUpperCase(Locale.ROOT).replaceAll("[^A-Z0-9]", "_");
    }
}
