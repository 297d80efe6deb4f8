package dev.dsnissuer.docs;

import static dev.dsnissuer.docs.Requests.JSON;
import static dev.dsnissuer.docs.Requests.fill;
import static dev.dsnissuer.docs.Requests.send;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
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
        return Map.of("backstage", DescribedConsumers::backstage, "crossplane", DescribedConsumers::crossplane,
                "external-secrets", DescribedConsumers::externalSecrets, "port", DescribedConsumers::port, "terraform",
                DescribedConsumers::terraform);
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

    /**
     * Terraform evaluates the data source's arguments, and what the configuration makes of the answer. For this they become
     * outputs, since the provider is not there.
     */
    private static String terraform(CookbookPage page) throws IOException, InterruptedException {
        Tools.require("terraform");
        Path folder = Files.createTempDirectory("terraform");
        Files.writeString(folder.resolve("main.tf"), page.consumerSide("hcl", 0)
                .replaceFirst("(?ms)^terraform \\{.*?^}$", "variable \"answer\" {\n  type = map(string)\n}")
                .replaceAll("(?ms)^  (retry|lifecycle) \\{.*?^  }$", "")
                .replaceFirst("(?ms)^data \"http\" \"sentry_dsn\" \\{(.*?)^}$",
                        "output \"request\" {\n  sensitive = true\n  value = {$1  }\n}")
                .replace("data.http.sentry_dsn.", "var.answer.") + "output \"dsn\" {\n  value = local.sentry_dsn\n}\n");

        JsonNode request = JSON.readTree(evaluate(folder, page, "{\"dsn\": \"none yet\"}", "request"));
        JsonNode answer = send(request.get("method").asText(), request.get("url").asText(),
                headers(request.get("request_headers"), Map.of()), request.get("request_body").asText());

        return JSON.readTree(evaluate(folder, page, answer.toString(), "dsn")).asText();
    }

    private static String evaluate(Path folder, CookbookPage page, String answer, String output)
            throws IOException, InterruptedException {
        Map<String, String> variables = Map.of("TF_CLI_CONFIG_FILE", "", "TF_VAR_dsn_issuer_token", page.token(),
                "TF_VAR_answer", JSON.writeValueAsString(Map.of("response_body", answer)));
        Tools.run(folder, variables, "terraform", "apply", "-auto-approve", "-no-color");
        return Tools.run(folder, variables, "terraform", "output", "-json", output);
    }

    /** A value that a path of names leads to, which begins with a dot. */
    private static String at(JsonNode answer, String path) {
        return answer.at(path.replace('.', '/')).asText();
    }

    private static List<JsonNode> documents(CookbookPage page, int index) throws IOException {
        return YAML.readerFor(JsonNode.class).<JsonNode> readValues(page.consumerSide("yaml", index)).readAll();
    }

    private static Map<String, String> headers(JsonNode headers, Map<String, String> values) {
        return headers.properties().stream().collect(Collectors.toMap(Map.Entry::getKey, header -> fill(
                (header.getValue().isArray() ? header.getValue().get(0) : header.getValue()).asText(), values)));
    }
}
