package dev.dsnissuer.keys;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;

import dev.dsnissuer.sentry.ProjectPath;
import dev.dsnissuer.standin.Key;
import dev.dsnissuer.standin.Project;
import dev.dsnissuer.standin.StandIn;
import dev.dsnissuer.testing.StandInResource;

/**
 * Projects that are renamed and take over each other's slugs, and the administrator who deletes the keys that this leaves in
 * the wrong project.
 */
final class SimulatedProjects {

    /**
     * A key that was made in one project with the public key of the same name in another one, because the slug changed hands
     * between two calls of the function. The other project's name cannot be issued until this key is deleted.
     *
     * @param wasActive when the administrator deleted it
     */
    record WrongKey(String publicKey, String name, boolean wasActive) {
    }

    private final StandIn standIn;
    private final Map<Long, Project> projects = new LinkedHashMap<>();
    private final Map<Long, String> slugs = new HashMap<>();
    /** The projects that each slug has belonged to, the present or last one at the end. */
    private final Map<String, List<Project>> owners = new HashMap<>();
    private final Queue<WrongKey> wrongKeys = new ConcurrentLinkedQueue<>();
    private int newSlugs;
    private int moves;

    SimulatedProjects(StandIn standIn, int count) {
        this.standIn = standIn;
        for (int i = 0; i < count; i++) {
            String slug = newSlug();
            Project project = standIn.addProject(StandIn.ORGANIZATION, slug);
            projects.put(project.id, project);
            own(project, slug);
        }
    }

    List<Project> all() {
        return List.copyOf(projects.values());
    }

    /** The project that the number's name is delivered for. */
    Project ofName(int number) {
        return all().get(number % projects.size());
    }

    /** The keys that the function has made in the project. */
    static List<Key> keys(Project project) {
        return project.keys().stream().filter(key -> !key.name.equals("Default")).toList();
    }

    /** Renames a project, or gives its slug to another one, or exchanges the slugs of both. */
    synchronized void move(Random random) {
        Project one = all().get(random.nextInt(projects.size()));
        Project other = all().get(random.nextInt(projects.size()));
        String slugOfOne = slugs.get(one.id);
        String slugOfOther = slugs.get(other.id);
        moves++;
        rename(one, newSlug());
        int kind = random.nextInt(3);
        if (kind > 0 && one != other) {
            rename(other, slugOfOne);
        }
        if (kind > 1 && one != other) {
            rename(one, slugOfOther);
        }
    }

    private String newSlug() {
        return "project-" + newSlugs++;
    }

    private void rename(Project project, String slug) {
        standIn.rename(project, slug);
        own(project, slug);
    }

    private void own(Project project, String slug) {
        slugs.put(project.id, slug);
        owners.computeIfAbsent(slug, any -> new ArrayList<>()).add(project);
    }

    /** How often slugs have changed so far. */
    synchronized int moves() {
        return moves;
    }

    /**
     * The project by its id, by its slug of this moment, or by any slug that it has or had, as somebody spells it who knows it.
     */
    synchronized String spelling(Project project, Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> Long.toString(project.id);
            case 1 -> slugs.get(project.id);
            default -> {
                List<String> known = owners.entrySet().stream().filter(owned -> owned.getValue().contains(project))
                        .map(Map.Entry::getKey).sorted().toList();
                yield known.get(random.nextInt(known.size()));
            }
        };
    }

    /** How many projects have had the slug so far; zero for an id. */
    synchronized int ownersSoFar(String spelling) {
        return owners.getOrDefault(spelling, List.of()).size();
    }

    /** Whether the spelling stood for the project at any time since. */
    synchronized boolean isOwnerSince(int ownersThen, String spelling, String projectId) {
        List<Project> all = owners.get(spelling);
        return all == null ? spelling.equals(projectId)
                : all.subList(ownersThen - 1, all.size()).stream().anyMatch(owner -> projectId.equals(Long.toString(owner.id)));
    }

    /** What the public key of a name is in a project. */
    static String publicKey(Project project, String name) {
        return PublicKeys.derive(Long.toString(project.id), name, StandInResource.DERIVATION_SECRET);
    }

    static ProjectPath path(String spelling) {
        return new ProjectPath(StandIn.ORGANIZATION, spelling);
    }

    /** Deletes the keys that keep the name from being issued, as an administrator does of whom a sender has asked why. */
    synchronized void deleteWrongKeys(String name) {
        for (Project right : all()) {
            String publicKey = publicKey(right, name);
            all().stream().filter(project -> project != right)
                    .forEach(wrong -> wrong.key(publicKey).ifPresent(key -> delete(wrong, key)));
        }
    }

    private void delete(Project project, Key key) {
        wrongKeys.add(new WrongKey(key.publicKey, key.name, key.active));
        project.remove(key);
    }

    /** Deletes every key that is left in the wrong project. */
    synchronized void deleteWrongKeys() {
        for (Project project : all()) {
            keys(project).stream().filter(key -> !key.publicKey.equals(publicKey(project, key.name)))
                    .forEach(key -> delete(project, key));
        }
    }

    /** The keys that the administrator has deleted. */
    List<WrongKey> wrongKeys() {
        return List.copyOf(wrongKeys);
    }

    Optional<Project> byId(String id) {
        return Optional.ofNullable(projects.get(Long.parseLong(id)));
    }
}
