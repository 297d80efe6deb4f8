/**
 * What tests of several rooms share: the function behind real Lambda events, the servers that it talks to, a clock that can be
 * moved, and the audit log as it is written. Every server here listens on the loopback address alone. No test stands in this
 * room.
 */
package dev.dsnissuer.testing;
