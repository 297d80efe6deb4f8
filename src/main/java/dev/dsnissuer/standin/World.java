package dev.dsnissuer.standin;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** All that the stand-in knows: its organizations, projects, keys and tokens. */
final class World {

    private final Map<String, Long> organizations = new ConcurrentHashMap<>();
    private final List<Project> projects = new CopyOnWriteArrayList<>();
    private final Map<String, String> renamed = new ConcurrentHashMap<>();
    private final Map<String, AuthToken> tokens = new ConcurrentHashMap<>();
    /** Over the whole server: what the database's constraint looks at. */
    private final Set<String> publicKeys = ConcurrentHashMap.newKeySet();
    /** Beyond 32 bits, as Sentry's are today. */
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
        Project project = new Project(nextProjectId++, organization, organizations.get(organization), slug, publicKeys);
        projects.add(project);
        return project;
    }

    synchronized void rename(Project project, String slug) {
        for (String organization : List.of(project.organization, Long.toString(project.organizationId))) {
            renamed.put(organization + "/" + project.slug, slug);
        }
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

    /** The new slug of a project that once had this one. */
    Optional<String> renamed(String organization, String slug) {
        return Optional.ofNullable(renamed.get(organization + "/" + slug));
    }

    private static boolean names(String slugOrId, String slug, long id) {
        boolean allDecimal = slugOrId.chars().allMatch(c -> c >= '0' && c <= '9');
        return allDecimal ? slugOrId.equals(Long.toString(id)) : slugOrId.equals(slug);
    }
}
