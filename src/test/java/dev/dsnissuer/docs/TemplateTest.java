package dev.dsnissuer.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.junit.jupiter.api.Test;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;

/**
 * The metrics of template.yaml: its dashboard and its alarms show what its metric filters make. A metric is written here as
 * {@code namespace name dimension}.
 */
class TemplateTest {

    /** What Lambda itself counts; each exists for a function. */
    private static final Set<String> OF_LAMBDA = Set.of("AWS/Lambda Errors FunctionName=Function",
            "AWS/Lambda Throttles FunctionName=Function");
    private static final Pattern SEARCH = Pattern
            .compile("SEARCH\\('\\{\"([^\"]+)\",(\\w+)} MetricName=\"([^\"]+)\"', 'Sum', 300\\)");
    private static final Pattern FIRST_COLUMN = Pattern.compile("(?m)^\\| (`.+?) \\|");
    private static final Pattern NAME = Pattern.compile("`(\\w+)`");
    private static final Pattern FIELD = Pattern.compile("\\$\\.(\\w+)");

    private final List<JsonNode> resources;

    /** Of a tag such as {@code !Ref} only the value is read: {@code !Ref Function} is the text "Function". */
    TemplateTest() throws IOException {
        JsonNode template = new YAMLMapper().readTree(Path.of("template.yaml").toFile());
        resources = template.get("Resources").properties().stream().map(Map.Entry::getValue).toList();
    }

    @Test
    void dashboard_showsEveryMetricThatIsMade_andNoOther() throws IOException {
        Set<String> shown = new HashSet<>();
        for (JsonNode widget : dashboard().get("widgets")) {
            for (JsonNode metric : widget.at("/properties/metrics")) {
                shown.add(shown(metric));
            }
        }
        Set<String> expected = made();
        expected.addAll(OF_LAMBDA);
        assertThat(shown).isEqualTo(expected);
    }

    @Test
    void everyAlarm_watchesAMetricThatIsMade() {
        List<String> watched = new ArrayList<>();
        for (JsonNode alarm : ofType("AWS::CloudWatch::Alarm")) {
            String metric = alarm.get("Namespace").asText() + " " + alarm.get("MetricName").asText();
            JsonNode dimension = alarm.at("/Dimensions/0");
            watched.add(dimension.isMissingNode() ? metric
                    : metric + " " + dimension.get("Name").asText() + "=" + dimension.get("Value").asText());
        }
        Set<String> known = made();
        known.addAll(OF_LAMBDA);
        assertThat(watched).hasSize(5).isSubsetOf(known);
    }

    /** What docs/operating.md says of the log, and the two fields of every line. */
    @Test
    void everyFilter_readsFieldsThatTheLogHas() throws IOException {
        Set<String> fields = new HashSet<>(Set.of("loggerName", "message"));
        String log = Files.readString(Path.of("docs/operating.md")).split("## The log")[1].split("\n## ")[0];
        FIRST_COLUMN.matcher(log).results().map(column -> column.group(1))
                .forEach(column -> NAME.matcher(column).results().forEach(name -> fields.add(name.group(1))));
        for (JsonNode filter : ofType("AWS::Logs::MetricFilter")) {
            assertThat(FIELD.matcher(filter.toString()).results().map(field -> field.group(1))).as(filter.toString())
                    .isNotEmpty().isSubsetOf(fields);
        }
    }

    private Set<String> made() {
        Set<String> made = new HashSet<>();
        for (JsonNode filter : ofType("AWS::Logs::MetricFilter")) {
            assertThat(filter.get("LogGroupName").asText()).isEqualTo("FunctionLog");
            JsonNode metric = filter.at("/MetricTransformations/0");
            JsonNode dimension = metric.at("/Dimensions/0/Key");
            made.add(metric.get("MetricNamespace").asText() + " " + metric.get("MetricName").asText()
                    + (dimension.isMissingNode() ? "" : " " + dimension.asText()));
        }
        return made;
    }

    /** An array of namespace, name and dimensions, with options at its end; or a search for all values of one dimension. */
    private static String shown(JsonNode metric) {
        if (metric.path(0).has("expression")) {
            Matcher search = SEARCH.matcher(metric.get(0).get("expression").asText());
            assertThat(search.matches()).as(metric.toString()).isTrue();
            return search.group(1) + " " + search.group(3) + " " + search.group(2);
        }
        String shown = metric.get(0).asText() + " " + metric.get(1).asText();
        return metric.path(2).isTextual() ? shown + " " + metric.get(2).asText() + "=" + metric.get(3).asText() : shown;
    }

    private JsonNode dashboard() throws IOException {
        String body = ofType("AWS::CloudWatch::Dashboard").get(0).get("DashboardBody").asText();
        // The values of the references are put in by CloudFormation; their names do here.
        return new JsonMapper().readTree(body.replaceAll("\\$\\{([\\w:]+)}", "$1"));
    }

    private List<JsonNode> ofType(String type) {
        return resources.stream().filter(resource -> resource.get("Type").asText().equals(type))
                .map(resource -> resource.get("Properties")).toList();
    }
}
