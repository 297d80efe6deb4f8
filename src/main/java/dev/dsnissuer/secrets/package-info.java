/**
 * Where the function's configuration and its secrets come from: configuration alone, or one document in AWS Secrets Manager.
 * It reads secrets when a request needs them and hands out those of the moment. It never logs one, and never keeps one in a
 * snapshot.
 */
package dev.dsnissuer.secrets;
