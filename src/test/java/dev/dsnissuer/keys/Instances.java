package dev.dsnissuer.keys;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.function.Supplier;

/** Instances of the function, which share nothing but the stand-in. Each may be killed at any moment, and is then replaced. */
final class Instances implements AutoCloseable {

    private final Supplier<SimulatedInstance> starting;
    private final AtomicReferenceArray<SimulatedInstance> running;
    private final AtomicInteger killed = new AtomicInteger();

    /** @param starting starts an instance */
    Instances(int count, Supplier<SimulatedInstance> starting) {
        this.starting = starting;
        running = new AtomicReferenceArray<>(count);
        for (int i = 0; i < count; i++) {
            running.set(i, starting.get());
        }
    }

    int count() {
        return running.length();
    }

    SimulatedInstance at(int index) {
        return running.get(index);
    }

    /** Kills the instance, unless it has been replaced before. */
    void killAndReplace(int index, SimulatedInstance instance) {
        if (running.get(index) != instance) {
            return;
        }
        SimulatedInstance replacement = starting.get();
        if (running.compareAndSet(index, instance, replacement)) {
            instance.kill();
            killed.incrementAndGet();
        } else {
            replacement.kill();
        }
    }

    /** How many instances were killed so far. */
    int killed() {
        return killed.get();
    }

    @Override
    public void close() {
        for (int i = 0; i < running.length(); i++) {
            running.get(i).kill();
        }
    }
}
