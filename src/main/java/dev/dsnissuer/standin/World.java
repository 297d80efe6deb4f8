package dev.dsnissuer.standin;

import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/** All that the stand-in knows: organizations, projects with their keys, and tokens. */
final class World {

    private final Map<String, Long> organizations = new ConcurrentHashMap<>();
    private final List<Project> projects = new CopyOnWriteArrayList<>();
    /** Projects that were renamed, each by its organization's id and the slug that it had. */
    private final Map<String, Project> renamed = new ConcurrentHashMap<>();
    private final Map<String, AuthToken> tokens = new ConcurrentHashMap<>();
    private final KeyTable keys = new KeyTable();
    private final AtomicLong secrets = new AtomicLong();
    /** Which kind of server the stand-in is being. */
    volatile Profile profile = Profile.CURRENT;
    /** Sentry's ids of today do not fit into 32 bits, so these do not either. */
    private long nextProjectId = 4_505_281_256_090_153L;

    void add(AuthToken token) {
        tokens.put("Bearer " + token.value(), token);
    }

    void removeToken(String value) {
        tokens.remove("Bearer " + value);
    }

    Optional<AuthToken> token(String authorization) {
        return Optional.ofNullable(authorization).map(tokens::get);
    }

    synchronized Project add(String organization, String slug) {
        organizations.putIfAbsent(organization, organizations.size() + 1L);
        Project project = new Project(nextProjectId++, organization, organizations.get(organization), slug, keys);
        projects.add(project);
        return project;
    }

    synchronized void rename(Project project, String slug) {
        renamed.put(project.organizationId + "/" + project.slug, project);
        project.slug = slug;
    }

    boolean hasOrganization(String slugOrId) {
        return organizations.entrySet().stream().anyMatch(entry -> names(slugOrId, entry.getKey(), entry.getValue()));
    }

    Optional<Project> project(String organization, String slugOrId) {
        return projects.stream().filter(project -> names(organization, project.organization, project.organizationId)
                && names(slugOrId, project.slug, project.id)).findFirst();
    }

    Optional<Project> project(String id) {
        return projects.stream().filter(project -> id.equals(Long.toString(project.id))).findFirst();
    }

    /** The project that had the slug last, before it was renamed. */
    Optional<Project> renamed(String organization, String slug) {
        return organizations.entrySet().stream().filter(entry -> names(organization, entry.getKey(), entry.getValue()))
                .findFirst().map(entry -> renamed.get(entry.getValue() + "/" + slug));
    }

    /** A new secret, which can be told from any other server's. */
    String secret() {
        return StandIn.SECRET_PREFIX + "%026x".formatted(secrets.incrementAndGet());
    }

    static String hex() {
        return UUID.randomUUID().toString().replace("-", "");
    }

    /** Whether a part of a path is an id, which it is where it consists of digits: no slug does. */
    static boolean isId(String slugOrId) {
        return slugOrId.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    /** Leading zeros of an id count for nothing. */
    private static boolean names(String slugOrId, String slug, long id) {
        return isId(slugOrId) ? new BigInteger(slugOrId).equals(BigInteger.valueOf(id)) : slugOrId.equals(slug);
    }
}
