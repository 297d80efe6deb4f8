package dev.dsnissuer.callers;

import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What the caller claim of a JWT must say, where {@code *} stands for any run of characters but {@code :} and {@code /}, at
 * least one: those separate the parts of a subject, and a star that crossed them would let strangers in.
 *
 * @param issuer the name of the issuer that vouches for it
 */
record SubjectPattern(String issuer, String text, Pattern pattern) {

    SubjectPattern(String issuer, String text) {
        this(issuer, text, Pattern.compile(Stream.of(text.split("\\*", -1)).map(Pattern::quote)
                .collect(Collectors.joining("[^:/]+"))));
    }

    boolean matches(String issuer, String subject) {
        return this.issuer.equals(issuer) && pattern.matcher(subject).matches();
    }
}
