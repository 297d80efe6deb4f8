package dev.dsnissuer.lambda;

import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.dsnissuer.secrets.Secrets;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;

/**
 * A server that answers a GET as Lambda does when it is asked for credentials, and all else as AWS Secrets Manager does. The
 * credentials are made up, and so is the secret document.
 */
final class MadeUpDocument implements AutoCloseable {

    private static final Duration GOOD_FOR = Duration.ofHours(1);

    private final HttpServer server;

    MadeUpDocument(Vertx vertx, Secrets madeUp) throws JsonProcessingException {
        JsonMapper json = JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
                .defaultPropertyInclusion(JsonInclude.Value.construct(Include.NON_NULL, Include.NON_NULL)).build();
        String credentials = json.createObjectNode().put("AccessKeyId", "priming").put("SecretAccessKey", "priming")
                .put("Token", "priming").put("Expiration", Instant.now().plus(GOOD_FOR).toString()).toString();
        String secret = json.createObjectNode().put("Name", "priming").put("VersionId", "1")
                .put("SecretString", json.writeValueAsString(madeUp)).toString();
        HttpServerOptions options = new HttpServerOptions().setHost(InetAddress.getLoopbackAddress().getHostAddress())
                .setPort(0);
        server = vertx.createHttpServer(options).requestHandler(request -> request.response()
                .putHeader("Content-Type", "application/x-amz-json-1.1")
                .end(request.method() == HttpMethod.GET ? credentials : secret));
        server.listen().toCompletionStage().toCompletableFuture().join();
    }

    /** Its host is written as a number, because AWS's SDK asks for credentials without TLS on this machine only. */
    URI url() {
        return URI.create("http://127.0.0.1:" + server.actualPort());
    }

    @Override
    public void close() {
        server.close().toCompletionStage().toCompletableFuture().join();
    }
}
