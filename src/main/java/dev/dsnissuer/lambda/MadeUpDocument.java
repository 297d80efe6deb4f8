package dev.dsnissuer.lambda;

import java.net.InetAddress;
import java.net.URI;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonInclude.Include;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;

import dev.dsnissuer.secrets.Secrets;
import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;

/** A server that answers every request as AWS Secrets Manager does, with a document of made-up secrets. */
final class MadeUpDocument implements AutoCloseable {

    private final HttpServer server;

    MadeUpDocument(Vertx vertx, Secrets madeUp) throws JsonProcessingException {
        JsonMapper json = JsonMapper.builder().propertyNamingStrategy(PropertyNamingStrategies.KEBAB_CASE)
                .defaultPropertyInclusion(JsonInclude.Value.construct(Include.NON_NULL, Include.NON_NULL)).build();
        String answer = json.createObjectNode().put("Name", "priming").put("VersionId", "1")
                .put("SecretString", json.writeValueAsString(madeUp)).toString();
        server = vertx
                .createHttpServer(
                        new HttpServerOptions().setHost(InetAddress.getLoopbackAddress().getHostAddress()).setPort(0))
                .requestHandler(
                        request -> request.response().putHeader("Content-Type", "application/x-amz-json-1.1").end(answer));
        server.listen().toCompletionStage().toCompletableFuture().join();
    }

    URI url() {
        return URI.create("http://localhost:" + server.actualPort());
    }

    @Override
    public void close() {
        server.close().toCompletionStage().toCompletableFuture().join();
    }
}
