/**
 * Steps that make what is deployed: the zip with its jars stored, and the AOT cache of the container image. The build and
 * {@code src/main/docker/train} start them. Nothing here gets into the function itself.
 */
package dev.dsnissuer.packaging;
