package dev.dsnissuer.callers;

import java.util.regex.Pattern;

import dev.dsnissuer.sentry.ProjectPath;

/** {@code ORG/PROJECT}, where {@code *} stands for any run of characters on its side of the slash. */
final class ProjectPattern {

    private static final Pattern SYNTAX = Pattern.compile("[A-Za-z0-9_*-]+/[A-Za-z0-9_*-]+");

    private final Pattern pattern;

    /** @throws IllegalArgumentException if the text is no such pattern */
    ProjectPattern(String text) {
        if (!SYNTAX.matcher(text).matches()) {
            throw new IllegalArgumentException("not of the form ORG/PROJECT");
        }
        pattern = Pattern.compile(text.replace("*", "[^/]*"));
    }

    boolean matches(ProjectPath project) {
        return pattern.matcher(project.organization() + "/" + project.project()).matches();
    }
}
