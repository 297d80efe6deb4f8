package dev.dsnissuer.standin;

import java.util.Map;

import com.fasterxml.jackson.databind.JsonNode;

/** Thrown where Sentry stops working on a request, with the answer that it gives then. */
final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    final transient Answer answer;

    Refusal(Answer answer) {
        super("Status " + answer.status(), null, false, false);
        this.answer = answer;
    }

    /** @param errors each wrong field with a list of messages */
    static Refusal fields(JsonNode errors) {
        return new Refusal(Answer.of(400, errors));
    }

    static Refusal badRequest(String detail) {
        return new Refusal(Answer.detail(400, detail));
    }

    static Refusal forbidden() {
        return new Refusal(Answer.detail(403, "You do not have permission to perform this action."));
    }

    static Refusal insufficientScope(String scope) {
        return new Refusal(forbidden().answer.with("WWW-Authenticate",
                "Bearer error=\"insufficient_scope\", scope=\"" + scope + "\""));
    }

    static Refusal notFound() {
        return new Refusal(Answer.detail(404, "The requested resource does not exist"));
    }

    /** Sentry's front does not know the organization, so it does not know which server to ask. */
    static Refusal unknownOrganization() {
        return new Refusal(new Answer(404, Map.of(), ""));
    }

    static Refusal internalError() {
        return new Refusal(Answer.internalError());
    }
}
