package dev.dsnissuer.http;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.IOException;
import java.net.URLDecoder;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonParser.NumberType;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;

/**
 * Takes a JSON body or a query string apart into members. Binding JSON to a class would stop at the first wrong type; this
 * keeps every value as it was sent, so that all broken rules can be named at once and nothing is coerced.
 */
final class RequestReader {

    private static final JsonFactory JSON = new JsonFactory();

    private RequestReader() {
    }

    /** @throws ProblemException if the body is anything else than one JSON object in UTF-8 */
    static RequestMembers body(byte[] body) {
        try (JsonParser parser = JSON.createParser(utf8(body))) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new ProblemException("body", "must be a JSON object");
            }
            RequestMembers members = new RequestMembers();
            read(parser, members);
            if (parser.nextToken() != null) {
                throw new ProblemException("body", "must be one JSON object and nothing after it");
            }
            return members;
        } catch (JsonProcessingException e) {
            JsonLocation at = e.getLocation();
            throw new ProblemException("body", "is not valid JSON"
                    + (at == null ? "" : ": line " + at.getLineNr() + ", column " + at.getColumnNr()));
        } catch (IOException e) {
            throw new ProblemException("body", "is not valid JSON in UTF-8");
        }
    }

    private static void read(JsonParser parser, RequestMembers object) throws IOException {
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = parser.currentName();
            switch (parser.nextToken()) {
                case START_OBJECT -> {
                    RequestMembers inner = object.inside(name);
                    read(parser, inner);
                    object.add(name, inner);
                }
                case VALUE_STRING -> object.add(name, parser.getText());
                // An integer that does not fit into an int breaks every rule, as the largest long does.
                case VALUE_NUMBER_INT -> object.add(name,
                        parser.getNumberType() == NumberType.INT ? parser.getIntValue() : Long.MAX_VALUE);
                case VALUE_NULL -> object.add(name, RequestMembers.NULL);
                default -> {
                    parser.skipChildren();
                    object.add(name, RequestMembers.OF_NO_USE);
                }
            }
        }
    }

    /**
     * @param query as it was sent; null for none
     * @throws ProblemException if the query is not percent-encoded UTF-8
     */
    static RequestMembers query(String query) {
        RequestMembers parameters = new RequestMembers();
        try {
            for (String parameter : (query == null ? "" : query).split("&")) {
                if (!parameter.isEmpty()) {
                    String[] parts = parameter.split("=", 2);
                    parameters.add(decoded(parts[0]), parts.length == 1 ? "" : decoded(parts[1]));
                }
            }
        } catch (IllegalArgumentException | CharacterCodingException e) {
            throw new ProblemException("query", "is not percent-encoded UTF-8");
        }
        return parameters;
    }

    /** Decodes in two steps, because the JDK's decoder replaces bytes that are no UTF-8 instead of refusing them. */
    private static String decoded(String text) throws CharacterCodingException {
        byte[] bytes = URLDecoder.decode(text, ISO_8859_1).getBytes(ISO_8859_1);
        return utf8(bytes);
    }

    /** Decodes strictly: JSON's parser would take overlong forms, and guess other encodings than UTF-8. */
    private static String utf8(byte[] bytes) throws CharacterCodingException {
        return UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    }
}
