package dev.dsnissuer.keys;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;

import org.junit.jupiter.api.Test;

import dev.dsnissuer.testing.FunctionTest;
import dev.dsnissuer.testing.StandInResource;
import io.quarkus.test.common.ResourceArg;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;

/** After two rotations of the derivation secret, keys of the old secrets are found, and new keys have the current one. */
@QuarkusTest
@WithTestResource(value = StandInResource.class, initArgs = @ResourceArg(name = "issuer.previous-derivation-secrets", value = RotationTest.PREVIOUS
        + "," + RotationTest.OLDEST))
class RotationTest extends FunctionTest {

    static final String PREVIOUS = "the derivation secret before this";
    static final String OLDEST = "the derivation secret before that";

    @Test
    void keyOfAnOldSecret_found() {
        for (String secret : List.of(PREVIOUS, OLDEST)) {
            String publicKey = PublicKeys.derive(Long.toString(project.id), secret, secret);
            createBesides("{\"name\": \"%s\", \"public\": \"%s\"}".formatted(secret, publicKey));

            assertThat(dsn(issue(body(secret, "")), 200)).contains(publicKey);
        }
        assertThat(calledMethods()).containsExactly("POST", "GET", "POST", "GET", "GET", "GET");
    }

    /** While the secret is rotated, instances with the old one and with the new one may each make a key of the same name. */
    @Test
    void deactivation_theKeyOfEachSecret() {
        for (String secret : List.of(StandInResource.DERIVATION_SECRET, PREVIOUS)) {
            createBesides("{\"name\": \"x\", \"public\": \"%s\"}".formatted(
                    PublicKeys.derive(Long.toString(project.id), "x", secret)));
        }

        assertThat(delete(Map.of("name", "x")).statusCode()).isEqualTo(204);

        assertThat(issuedKeys()).hasSize(2).noneMatch(key -> key.active);
    }

    @Test
    void newKey_ofTheCurrentSecret() {
        String dsn = dsn(issue(body("x", "")), 201);

        assertThat(calledMethods()).containsExactly("GET", "POST");
        assertThat(dsn).contains(PublicKeys.derive(Long.toString(project.id), "x", StandInResource.DERIVATION_SECRET));
        standIn.forgetCalls();
        assertThat(dsn(issue(body("x", "")), 200)).isEqualTo(dsn);
        assertThat(calledMethods()).containsExactly("GET");
    }
}
