package dev.dsnissuer.docs;

import static dev.dsnissuer.docs.Requests.JSON;
import static dev.dsnissuer.docs.Requests.fill;
import static dev.dsnissuer.docs.Requests.send;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

import dev.dsnissuer.testing.CookbookPage;

/** Consumers whose pages describe a request, which is read from there and sent in their place. */
final class DescribedConsumers {

    private static final ObjectMapper YAML = new YAMLMapper();

    private DescribedConsumers() {
    }

    static Map<String, PageConsumer> all() {
        return Map.of("backstage", (page, folder) -> backstage(page), "crossplane", (page, folder) -> crossplane(page),
                "external-secrets", (page, folder) -> externalSecrets(page), "port", (page, folder) -> port(page));
    }

    private static String backstage(CookbookPage page) throws IOException, InterruptedException {
        String endpoint = "/proxy/dsn-issuer";
        JsonNode proxy = documents(page, 0).get(0).at("/proxy/endpoints/~1dsn-issuer");
        JsonNode template = documents(page, 1).get(0);
        JsonNode input = JSON.readTree(fill(template.at("/steps/0/input").toString(),
                Map.of("parameters.project", "checkout", "parameters.name", "checkout-eu")));
        assertThat(input.get("path").asText()).startsWith(endpoint + "/");
        assertThat(proxy.get("allowedMethods")).contains(input.get("method"));

        Map<String, String> headers = headers(input.get("headers"), Map.of());
        headers.put("Authorization", proxy.at("/headers/Authorization").asText().replace("${DSN_ISSUER_TOKEN}", page.token()));
        JsonNode answer = send(input.get("method").asText(),
                proxy.get("target").asText() + input.get("path").asText().substring(endpoint.length()), headers,
                input.get("body").toString());

        return fill(template.at("/output/text/0/content").asText(),
                Map.of("steps.dsn.output.body.dsn", answer.path("dsn").asText())).replace("DSN: ", "");
    }

    private static String externalSecrets(CookbookPage page) throws IOException, InterruptedException {
        JsonNode store = documents(page, 0).get(0);
        JsonNode secret = documents(page, 0).get(1);
        JsonNode wanted = documents(page, 1).get(0).get("spec");
        JsonNode webhook = store.at("/spec/provider/webhook");
        assertThat(webhook.at("/secrets/0/secretRef/name")).isEqualTo(secret.at("/metadata/name"));
        assertThat(secret.at("/metadata/labels/external-secrets.io~1type").asText()).isEqualTo("webhook");
        assertThat(wanted.at("/secretStoreRef/name")).isEqualTo(store.at("/metadata/name"));

        Map<String, String> values = Map.of("remoteRef.key", wanted.at("/data/0/remoteRef/key").asText(), "remoteRef.property",
                wanted.at("/data/0/remoteRef/property").asText(), webhook.at("/secrets/0/name").asText() + ".token",
                secret.at("/stringData/token").asText());
        JsonNode answer = send(webhook.get("method").asText(), webhook.get("url").asText(),
                headers(webhook.get("headers"), values), fill(webhook.get("body").asText(), values));

        return at(answer, webhook.at("/result/jsonPath").asText().substring("$".length()));
    }

    private static String crossplane(CookbookPage page) throws IOException, InterruptedException {
        JsonNode provider = documents(page, 0).get(0).get("metadata");
        JsonNode secret = documents(page, 0).get(1);
        JsonNode request = documents(page, 0).get(2).at("/spec/forProvider");
        assertThat(documents(page, 0).get(2).at("/spec/providerConfigRef/name")).isEqualTo(provider.get("name"));

        String reference = secret.at("/metadata/name").asText() + ":" + secret.at("/metadata/namespace").asText() + ":token";
        JsonNode answer = send(request.get("method").asText(), request.get("url").asText(),
                headers(request.get("headers"), Map.of(reference, secret.at("/stringData/token").asText())),
                request.get("body").asText());

        return at(JSON.createObjectNode().set("body", answer),
                request.at("/secretInjectionConfigs/0/keyMappings/0/responseJQ").asText());
    }

    private static String port(CookbookPage page) throws IOException, InterruptedException {
        JsonNode action = JSON.readTree(page.consumerSide("json", 0));
        Map<String, String> values = Map.of("secrets.dsn_issuer_token", page.token(), "entity.identifier", "checkout",
                "inputs." + action.at("/trigger/userInputs/required/0").asText(), "checkout-eu");
        JsonNode request = JSON.readTree(fill(action.get("invocationMethod").toString(), values));
        return send(request.get("method").asText(), request.get("url").asText(), headers(request.get("headers"), Map.of()),
                request.get("body").toString()).path("dsn").asText();
    }

    /** A value that a path of names leads to, which begins with a dot. */
    private static String at(JsonNode answer, String path) {
        return answer.at(path.replace('.', '/')).asText();
    }

    private static List<JsonNode> documents(CookbookPage page, int index) throws IOException {
        return YAML.readerFor(JsonNode.class).<JsonNode> readValues(page.consumerSide("yaml", index)).readAll();
    }

    static Map<String, String> headers(JsonNode headers, Map<String, String> values) {
        return headers.properties().stream().collect(Collectors.toMap(Map.Entry::getKey, header -> fill(
                (header.getValue().isArray() ? header.getValue().get(0) : header.getValue()).asText(), values)));
    }
}
