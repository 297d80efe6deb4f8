package dev.dsnissuer.standin;

import java.net.URI;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;

import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpServerRequest;

/**
 * What dev mode, the tests and priming start and steer: a server that behaves as Sentry does. It answers 501 to any route that
 * it does not know, so that no test passes by luck.
 */
public final class StandIn implements AutoCloseable {

    /** The token that every stand-in knows from its start. */
    public static final String TOKEN = "sntryi_standin";
    public static final String ORGANIZATION = "acme";
    /** What {@link #TOKEN} may do: it is an internal integration's, and may create and change keys in {@link #ORGANIZATION}. */
    public static final AuthToken INTEGRATION = new AuthToken(TOKEN, Set.of("project:write"), Set.of(ORGANIZATION), false);
    /** Every secret that the stand-in makes up starts like this, so that a search for it finds any that leaked. */
    public static final String SECRET_PREFIX = "5ec2e7";

    private final World world = new World();
    private final Queue<Call> calls = new ConcurrentLinkedQueue<>();
    private final Server server;
    private final ProjectsApi projectsApi;
    private final Ingest ingest;
    private final URI url;
    private volatile Fault fault = Fault.NONE;

    private StandIn(int port, String pathPrefix) {
        server = new Server(port, this::receive);
        url = URI.create("http://localhost:" + server.port() + pathPrefix);
        projectsApi = new ProjectsApi(world, url);
        ingest = new Ingest(world);
        addToken(INTEGRATION);
    }

    /**
     * Starts a server that knows {@link #TOKEN}, and no project yet.
     *
     * @param port the port to listen on, or 0 for any that is free
     * @param pathPrefix empty, or a path such as {@code /sentry}, under which a self-hosted server may be installed
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

    /** Makes the token unknown, as if somebody had revoked it in Sentry. */
    public void removeToken(String value) {
        world.removeToken(value);
    }

    /** Adds a project with a key named Default, as every new project has at Sentry, and its organization where it is new. */
    public Project addProject(String organization, String slug) {
        Project project = addEmptyProject(organization, slug);
        project.add(new Key(World.hex(), world.secret(), "Default"));
        return project;
    }

    /** Adds a project without any key: somebody has deleted the one named Default. */
    public Project addEmptyProject(String organization, String slug) {
        return world.add(organization, slug);
    }

    /** Adds as many keys, each of them named {@code filler}. */
    public void addKeys(Project project, int count) {
        for (int i = 0; i < count; i++) {
            project.add(new Key(World.hex(), world.secret(), "filler"));
        }
    }

    /** Renames the project. Its old slug is answered with a redirect, until another project is added with that slug. */
    public void rename(Project project, String slug) {
        world.rename(project, slug);
    }

    /** From now on every request meets the fault. */
    public void inject(Fault newFault) {
        fault = newFault;
    }

    /** From now on the stand-in is the other kind of server, with the same projects and keys. */
    public void be(Profile profile) {
        world.profile = profile;
    }

    /** Refuses connections, and breaks those that are open, until {@link #accept} is called. */
    public void refuse() {
        server.refuse();
    }

    /** Ends what {@link #refuse} began. */
    public void accept() {
        server.accept();
    }

    /** The requests that were received since the start or the last {@link #forgetCalls}, in their order. */
    public List<Call> calls() {
        return List.copyOf(calls);
    }

    public void forgetCalls() {
        calls.clear();
    }

    /** What SDKs have sent under keys of the stand-in. */
    public List<Envelope> envelopes() {
        return List.copyOf(ingest.envelopes);
    }

    @Override
    public void close() {
        server.stop();
    }

    private void receive(HttpServerRequest request) {
        request.body().onSuccess(body -> {
            Call call = new Call(request.method().name(), request.path(), body.toString());
            calls.add(call);
            try {
                fault.strike(request, call, () -> answer(request, body));
            } catch (RuntimeException e) {
                // The stand-in itself is broken. A client that waited in vain would look like one of the faults.
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

    /** Sentry says with every answer how many more requests it would take. */
    private static Answer withRateLimit(Answer answer) {
        return answer.with("X-Sentry-Rate-Limit-Limit", "40").with("X-Sentry-Rate-Limit-Remaining", "39")
                .with("X-Sentry-Rate-Limit-Reset", Long.toString(Instant.now().getEpochSecond() + 1));
    }

    private static Answer unknown(HttpServerRequest request) {
        return Answer.detail(501, "The stand-in does not know " + request.method() + " " + request.path());
    }
}
