package dev.dsnissuer.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

/** A seed stands for the same faults in every run, so that a simulation which has failed can be repeated. */
class FaultPlanTest {

    @Test
    void sameSeed_sameFaults() {
        FaultPlan one = new FaultPlan(7, 50);
        FaultPlan same = new FaultPlan(7, 50);
        FaultPlan other = new FaultPlan(8, 50);
        List<Object> faults = new ArrayList<>();
        List<Object> others = new ArrayList<>();
        for (int n = 0; n < 100; n++) {
            assertThat(one.pick("POST x", n)).isSameAs(same.pick("POST x", n));
            faults.add(one.pick("POST x", n));
            others.add(other.pick("POST x", n));
        }
        assertThat(faults).isNotEqualTo(others);
    }
}
