package dev.dsnissuer.standin;

import java.net.InetAddress;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.vertx.core.Vertx;
import io.vertx.core.VertxOptions;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;

/**
 * Sentry's stand-in for dev mode and tests: an HTTP server of its own on the loopback address, with state in memory. It answers
 * 501 to any route that it does not know, so that nothing passes by luck.
 */
public final class StandIn implements AutoCloseable {

    /** The token that {@link #start} knows: an internal integration's with {@code project:write} in {@link #ORGANIZATION}. */
    public static final String TOKEN = "sntryi_standin";
    public static final String ORGANIZATION = "acme";
    /** What {@link #TOKEN} is allowed. */
    public static final AuthToken INTEGRATION = new AuthToken(TOKEN, Set.of("project:write"), Set.of(ORGANIZATION), false);
    /** Every generated secret starts like this, so that a leak is found by searching for it. */
    public static final String SECRET_PREFIX = "5ec2e7";

    private final Vertx vertx = Vertx.vertx(new VertxOptions().setEventLoopPoolSize(1).setWorkerPoolSize(1)
            .setInternalBlockingPoolSize(1));
    private final World world = new World();
    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    private volatile HttpServer server;
    private final ProjectsApi projectsApi;
    private final Ingest ingest;
    private final URI url;
    private volatile Fault fault = Fault.NONE;

    private StandIn(int port, String pathPrefix) {
        listen(port);
        url = URI.create("http://localhost:" + server.actualPort() + pathPrefix);
        projectsApi = new ProjectsApi(world, url);
        ingest = new Ingest(world);
        addToken(INTEGRATION);
    }

    /**
     * Starts a server that knows {@link #TOKEN} and no project.
     *
     * @param port 0 for any free one
     * @param pathPrefix empty, or like {@code /sentry}, as of a self-hosted server behind a path
     */
    public static StandIn start(int port, String pathPrefix) {
        return new StandIn(port, pathPrefix);
    }

    /** The base URL to configure as {@code sentry.url}. */
    public URI url() {
        return url;
    }

    public void addToken(AuthToken token) {
        world.add(token);
    }

    /** Revokes it. */
    public void removeToken(String value) {
        world.removeToken(value);
    }

    /** Adds a project with its key named Default, and the organization where it is new. */
    public Project addProject(String organization, String slug) {
        Project project = addEmptyProject(organization, slug);
        project.add(new Key(World.hex(), world.secret(), "Default"));
        return project;
    }

    /** Adds a project without any key, as somebody leaves it who deletes the one named Default. */
    public Project addEmptyProject(String organization, String slug) {
        return world.add(organization, slug);
    }

    /** Adds that many keys named {@code filler}. */
    public void addKeys(Project project, int count) {
        for (int i = 0; i < count; i++) {
            project.add(new Key(World.hex(), world.secret(), "filler"));
        }
    }

    /** Afterwards the old slug answers with a redirect, until another project is added with it. */
    public void rename(Project project, String slug) {
        world.rename(project, slug);
    }

    /** Lets every request meet the fault from now on. */
    public void inject(Fault newFault) {
        fault = newFault;
    }

    /** Which kind of server to be from now on. */
    public void be(Profile profile) {
        world.profile = profile;
    }

    /** Refuses connections, and breaks those there are, until {@link #accept}. */
    public void refuse() {
        server.close().toCompletionStage().toCompletableFuture().join();
    }

    public void accept() {
        listen(url.getPort());
    }

    /** What was received since the start or the last {@link #forgetCalls}. */
    public List<Call> calls() {
        return List.copyOf(calls);
    }

    public void forgetCalls() {
        calls.clear();
    }

    public List<Envelope> envelopes() {
        return List.copyOf(ingest.envelopes);
    }

    @Override
    public void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    private void listen(int port) {
        server = vertx.createHttpServer(new HttpServerOptions().setHost(InetAddress.getLoopbackAddress().getHostAddress())
                .setPort(port)).requestHandler(this::receive);
        server.listen().toCompletionStage().toCompletableFuture().join();
    }

    private void receive(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            Call call = new Call(request.method().name(), request.path(), body.toString());
            calls.add(call);
            try {
                fault.strike(request, call, () -> answer(request, body));
            } catch (RuntimeException e) {
                // A defect of the stand-in's own must not look like silence.
                Answer.detail(501, "The stand-in failed: " + e).sendTo(request.response());
            }
        });
    }

    private Answer answer(HttpServerRequest request, Buffer body) {
        String prefix = url.getPath();
        if (!request.path().startsWith(prefix + "/")) {
            return unknown(request);
        }
        Request received = new Request(request.method().name(), request.path().substring(prefix.length()),
                request.query() == null ? "" : "?" + request.query(), request.params(), request.headers(), body.getBytes());
        return projectsApi.answer(received).map(StandIn::withRateLimit).or(() -> ingest.answer(received))
                .orElseGet(() -> unknown(request));
    }

    /** Sentry tells its limit with every answer. */
    private static Answer withRateLimit(Answer answer) {
        return answer.with("X-Sentry-Rate-Limit-Limit", "40").with("X-Sentry-Rate-Limit-Remaining", "39")
                .with("X-Sentry-Rate-Limit-Reset", Long.toString(Instant.now().getEpochSecond() + 1));
    }

    private static Answer unknown(HttpServerRequest request) {
        return Answer.detail(501, "The stand-in does not know " + request.method() + " " + request.path());
    }
}
