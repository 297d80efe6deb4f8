/**
 * The audit log: one JSON line for every decision, be it a success, a refusal or a failure. The other rooms tell an
 * {@link dev.dsnissuer.audit.AuditEntry} what they find out about a request; this room writes it down before the answer leaves.
 * It decides nothing, and it never sees a token, a signature, a secret or a request body.
 */
package dev.dsnissuer.audit;
