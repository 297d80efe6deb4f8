package dev.dsnissuer.standin;

/** What an SDK sent, uncompressed: a line of header, then items. */
public record Envelope(String projectId, String publicKey, String text) {
}
