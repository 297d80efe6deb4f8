package dev.dsnissuer.http;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import dev.dsnissuer.keys.KeyIssuer;
import dev.dsnissuer.keys.KeyIssuersForTests;
import dev.dsnissuer.testing.FunctionTest;
import io.quarkus.test.junit.QuarkusMock;
import io.quarkus.test.junit.QuarkusTest;

/** A defect of the function's own: 500, and not a word of the exception. */
@QuarkusTest
class InternalErrorTest extends FunctionTest {

    @Test
    void defect_internalError() {
        QuarkusMock.installMockForType(KeyIssuersForTests.failing("what nobody outside may read"), KeyIssuer.class);

        assertThat(assertProblem(issue(body("x", "")), 500, "internal-error").asString()).doesNotContain("nobody");
    }
}
