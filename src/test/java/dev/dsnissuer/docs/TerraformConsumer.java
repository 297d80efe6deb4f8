package dev.dsnissuer.docs;

import static dev.dsnissuer.docs.Requests.JSON;
import static dev.dsnissuer.docs.Requests.send;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

import dev.dsnissuer.testing.CookbookPage;

/**
 * Terraform without its provider for HTTP. Terraform itself evaluates the arguments of the data source, and what the
 * configuration makes of the answer: the test makes outputs of both, and sends the request in the provider's place.
 */
final class TerraformConsumer {

    private TerraformConsumer() {
    }

    static Map<String, PageConsumer> all() {
        return Map.of("terraform", TerraformConsumer::dsn);
    }

    private static String dsn(CookbookPage page, Path folder) throws IOException, InterruptedException {
        Tools.require("terraform");
        Files.writeString(folder.resolve("main.tf"), page.consumerSide("hcl", 0)
                .replaceFirst("(?ms)^terraform \\{.*?^}$", "variable \"answer\" {\n  type = map(string)\n}")
                .replaceAll("(?ms)^  (retry|lifecycle) \\{.*?^  }$", "")
                .replaceFirst("(?ms)^data \"http\" \"sentry_dsn\" \\{(.*?)^}$",
                        "output \"request\" {\n  sensitive = true\n  value = {$1  }\n}")
                .replace("data.http.sentry_dsn.", "var.answer.") + "output \"dsn\" {\n  value = local.sentry_dsn\n}\n");

        JsonNode request = output("request", page, folder, "{\"dsn\": \"none yet\"}");
        JsonNode answer = send(request.get("method").asText(), request.get("url").asText(),
                DescribedConsumers.headers(request.get("request_headers"), Map.of()), request.get("request_body").asText());
        return output("dsn", page, folder, answer.toString()).asText();
    }

    private static JsonNode output(String name, CookbookPage page, Path folder, String answer)
            throws IOException, InterruptedException {
        Map<String, String> variables = Map.of("TF_CLI_CONFIG_FILE", "", "TF_VAR_dsn_issuer_token", page.token(),
                "TF_VAR_answer", JSON.writeValueAsString(Map.of("response_body", answer)));
        Tools.run(folder, variables, "terraform", "apply", "-auto-approve", "-no-color");
        return JSON.readTree(Tools.run(folder, variables, "terraform", "output", "-json", name));
    }
}
