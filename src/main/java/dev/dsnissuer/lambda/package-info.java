/**
 * What only Lambda needs: the event on its way in and out, priming before a snapshot, and checks at the start. It may use every
 * other room, and no other room uses it. It never decides whether a caller gets a key.
 */
package dev.dsnissuer.lambda;
