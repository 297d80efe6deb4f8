import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.ZoneOffset;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;

/** Reads the secret document, by a request signed after AWS's Signature Version 4. AWS's SDK does more, and takes longer. */
final class SecretDocument {

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String TYPE = "application/x-amz-json-1.1";
    private static final String TARGET = "secretsmanager.GetSecretValue";
    private static final String SIGNED = "content-type;host;x-amz-date;x-amz-security-token;x-amz-target";

    private SecretDocument() {
    }

    static JsonNode read(HttpClient http) throws IOException, InterruptedException, GeneralSecurityException {
        String region = System.getenv("AWS_REGION");
        String endpoint = System.getenv("AWS_ENDPOINT_URL_SECRETS_MANAGER");
        URI url = URI.create(endpoint == null ? "https://secretsmanager." + region + ".amazonaws.com" : endpoint);
        String body = JSON.createObjectNode().put("SecretId", System.getenv("ISSUER_SECRETS_MANAGER_SECRET_ID")).toString();
        String time = ZonedDateTime.now(ZoneOffset.UTC).format(DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmss'Z'"));
        String session = System.getenv("AWS_SESSION_TOKEN");
        String scope = String.join("/", time.substring(0, 8), region, "secretsmanager", "aws4_request");
        String request = String.join("\n", "POST", "/", "", "content-type:" + TYPE, "host:" + url.getAuthority(),
                "x-amz-date:" + time, "x-amz-security-token:" + session, "x-amz-target:" + TARGET, "", SIGNED, sha256(body));
        byte[] key = ("AWS4" + System.getenv("AWS_SECRET_ACCESS_KEY")).getBytes(StandardCharsets.UTF_8);
        for (String part : scope.split("/")) {
            key = hmac(key, part);
        }
        String signature = HexFormat.of().formatHex(hmac(key, String.join("\n", "AWS4-HMAC-SHA256", time, scope, sha256(request))));
        HttpResponse<byte[]> response = http.send(HttpRequest.newBuilder(url).timeout(Duration.ofSeconds(2))
                .header("Content-Type", TYPE).header("X-Amz-Date", time).header("X-Amz-Security-Token", session)
                .header("X-Amz-Target", TARGET)
                .header("Authorization", "AWS4-HMAC-SHA256 Credential=" + System.getenv("AWS_ACCESS_KEY_ID") + "/" + scope
                        + ", SignedHeaders=" + SIGNED + ", Signature=" + signature)
                .POST(HttpRequest.BodyPublishers.ofString(body)).build(), HttpResponse.BodyHandlers.ofByteArray());
        if (response.statusCode() != 200) {
            throw new IOException("Secrets Manager answered " + response.statusCode());
        }
        return JSON.readTree(JSON.readTree(response.body()).path("SecretString").asText());
    }

    private static byte[] hmac(byte[] key, String text) throws GeneralSecurityException {
        Mac mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(key, "HmacSHA256"));
        return mac.doFinal(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String sha256(String text) throws GeneralSecurityException {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8)));
    }
}
