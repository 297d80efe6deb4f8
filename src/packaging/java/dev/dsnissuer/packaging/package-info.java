/**
 * The last step of the build: packs what is deployed, the JVM's package or the executable, into its zip. Nothing here gets
 * into the function itself.
 */
package dev.dsnissuer.packaging;
