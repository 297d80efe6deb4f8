package dev.dsnissuer.bench;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.ConcurrentLinkedQueue;

import dev.dsnissuer.standin.Project;
import dev.dsnissuer.standin.StandIn;

/** The names that all instances together were asked for. Each has one DSN for ever, and one key in Sentry. */
final class SoakNames {

    /** A name of a project. */
    record Name(String project, String name) {

        String body() {
            return "{\"organization\": \"" + StandIn.ORGANIZATION + "\", \"project\": \"" + project + "\", \"name\": \"" + name
                    + "\"}";
        }
    }

    private static final int NAMES_OF_A_PROJECT = 1000;

    private final StandIn sentry;
    private final List<Project> projects = new ArrayList<>();
    private final Map<Name, String> dsns = new HashMap<>();
    private final List<Name> issued = new ArrayList<>();
    private final Queue<Name> notIssued = new ConcurrentLinkedQueue<>();
    private Name latest;
    private int names;

    SoakNames(StandIn sentry) {
        this.sentry = sentry;
    }

    /** A name that nobody has asked for. Every thousandth is the first one of a new project. */
    synchronized Name fresh() {
        int project = names / NAMES_OF_A_PROJECT;
        if (project == projects.size()) {
            projects.add(sentry.addProject(StandIn.ORGANIZATION, "soak-" + project));
        }
        latest = new Name("soak-" + project, "key-" + names++);
        return latest;
    }

    /** The name that was asked for last, perhaps at this moment, by whichever instance. */
    synchronized Name latest() {
        return latest == null ? fresh() : latest;
    }

    /** Any name that has a DSN; a fresh one if none has. */
    synchronized Name issued(Random random) {
        return issued.isEmpty() ? fresh() : issued.get(random.nextInt(issued.size()));
    }

    /** A name whose request failed and is to be sent again; null if there is none. */
    Name notIssued() {
        return notIssued.poll();
    }

    synchronized boolean isIssued(Name name) {
        return dsns.containsKey(name);
    }

    void failed(Name name) {
        notIssued.add(name);
    }

    synchronized void note(Name name, String dsn) {
        String before = dsns.putIfAbsent(name, dsn);
        if (before == null) {
            issued.add(name);
        } else if (!before.equals(dsn)) {
            SoakLog.fail("%s has the DSNs %s and %s", name, before, dsn);
        }
    }

    /** Once every name was issued: whether Sentry has one key for each, beside the Default of each project. */
    synchronized void count() {
        int keys = projects.stream().mapToInt(project -> project.keys().size() - 1).sum();
        if (keys != names || dsns.size() != names) {
            SoakLog.fail("%d names have %d DSNs and %d keys", names, dsns.size(), keys);
        } else {
            SoakLog.print("%d names have one DSN and one key each, in %d projects", names, projects.size());
        }
    }
}
