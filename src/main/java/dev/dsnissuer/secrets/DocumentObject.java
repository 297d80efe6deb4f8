package dev.dsnissuer.secrets;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

import com.fasterxml.jackson.databind.JsonNode;

import io.quarkus.runtime.configuration.ConfigurationException;

/**
 * One object of the secret document. Whoever reads it takes each member once; what nobody took is not known. Every message
 * names the path of a member, and never its value. A name that may be a secret in the wrong place is not printed either.
 */
final class DocumentObject {

    /** A secret has digits or is longer. Only a misspelt {@code token-sha256} has digits, too. */
    private static final Pattern SURELY_A_NAME = Pattern.compile("[A-Za-z_-]{1,30}|[Tt]oken[A-Za-z_-]{0,10}\\d{1,4}");

    private final String path;
    private final Map<String, JsonNode> members = new LinkedHashMap<>();

    /** @param path empty for the whole document */
    DocumentObject(String path, JsonNode object) {
        this.path = path;
        object.properties().forEach(member -> members.put(member.getKey(), member.getValue()));
    }

    /** @return null if there is no such member */
    String text(String name) {
        return text(members.remove(name), at(name));
    }

    /** @param otherwise what to answer with if there is no such member */
    List<String> texts(String name, List<String> otherwise) {
        JsonNode array = members.remove(name);
        if (array == null) {
            return otherwise;
        }
        require(array.isArray(), at(name), "must be an array of strings");
        List<String> texts = new ArrayList<>();
        array.forEach(element -> texts.add(text(element, at(name) + "[" + texts.size() + "]")));
        return List.copyOf(texts);
    }

    /** @return the number as it is written, without a fraction or an exponent; null if there is no such member */
    String integer(String name) {
        JsonNode number = members.remove(name);
        require(number == null || number.isIntegralNumber(), at(name), "must be an integer");
        return number == null ? null : number.asText();
    }

    /** @return null if there is no such member */
    DocumentObject object(String name) {
        JsonNode object = members.remove(name);
        require(object == null || object.isObject(), at(name), "must be an object");
        return object == null ? null : new DocumentObject(at(name), object);
    }

    /** The names of the members that were not taken yet. */
    List<String> names() {
        return List.copyOf(members.keySet());
    }

    void refuseTheRest() {
        members.keySet().forEach(name -> require(false, SURELY_A_NAME.matcher(name).matches() ? at(name) : at("(a member)"),
                "is not known here"));
    }

    private static String text(JsonNode node, String at) {
        require(node == null || node.isTextual(), at, "must be a string");
        return node == null ? null : node.textValue();
    }

    private static void require(boolean isRight, String at, String rule) {
        if (!isRight) {
            throw new ConfigurationException(at + " " + rule);
        }
    }

    private String at(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }
}
