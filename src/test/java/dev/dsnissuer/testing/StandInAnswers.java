package dev.dsnissuer.testing;

import java.util.List;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;

import dev.dsnissuer.standin.Answer;

/** Changes answers of the stand-in on their way back to the function. */
public final class StandInAnswers {

    private static final ObjectMapper JSON = new ObjectMapper();

    private StandInAnswers() {
    }

    /** Leaves only these members of the answer. */
    public static Answer keeping(Answer answer, String... members) {
        ObjectNode body = read(answer);
        body.retain(List.of(members));
        return Answer.of(answer.status(), body);
    }

    /** Merges the JSON object into the answer. */
    public static Answer with(Answer answer, String json) {
        try {
            return Answer.of(answer.status(), JSON.readerForUpdating(read(answer)).readTree(json));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private static ObjectNode read(Answer answer) {
        try {
            return (ObjectNode) JSON.readTree(answer.body());
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }
}
