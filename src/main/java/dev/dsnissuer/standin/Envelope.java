package dev.dsnissuer.standin;

/**
 * What an SDK sent under a DSN.
 *
 * @param text the body, uncompressed: a line with the envelope's header, and then its items
 */
public record Envelope(String projectId, String publicKey, String text) {
}
