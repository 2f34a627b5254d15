package io.mailbuoy.k8s;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.abort;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// The rules, their tests, the dashboard and the documentation speak of the same metrics.
class MonitoringTest {
  private static final String FOLDER = "k8s/components/monitoring/";
  private static final Pattern METRIC =
      Pattern.compile("\\b(?:mailbuoy|kafka|jvm|process)_[a-z0-9_]+");
  private static final Pattern GENERATED =
      Pattern.compile("(?m)^\\| `(mailbuoy\\.[a-z.]+)` \\| (counter|gauge|timer) \\|");
  private static final Pattern MEASURED = Pattern.compile("(?m)^\\| `([a-z0-9_]+)` \\|");
  private static final boolean PROMTOOL_REQUIRED =
      Boolean.parseBoolean(System.getenv("MAILBUOY_REQUIRE_PROMTOOL"));

  @TempDir Path folder;

  private static String read(String path) throws IOException {
    return Files.readString(Overlay.ROOT.resolve(path));
  }

  private static JsonNode yaml(String path) throws IOException {
    return Overlay.documents(read(path)).getFirst();
  }

  /// The names as Prometheus sees them.
  private static Set<String> documented() throws IOException {
    String document = read("docs/reference/metrics.md");
    Set<String> names = new TreeSet<>();
    Matcher generated = GENERATED.matcher(document);
    while (generated.find()) {
      String name = generated.group(1).replace('.', '_');
      switch (generated.group(2)) {
        case "counter" -> names.add(name + "_total");
        case "timer" ->
            List.of("bucket", "count", "sum", "max")
                .forEach(part -> names.add(name + "_seconds_" + part));
        case String gauge -> names.add(name);
      }
    }
    Matcher measured = MEASURED.matcher(document);
    while (measured.find()) {
      names.add(measured.group(1));
    }
    return names;
  }

  private static Set<String> metrics(List<String> expressions) {
    Set<String> names = new TreeSet<>();
    for (String expression : expressions) {
      Matcher metric = METRIC.matcher(expression);
      boolean any = expression.contains("up{");
      while (metric.find()) {
        any = true;
        names.add(metric.group());
      }
      assertThat(any).as("a metric in " + expression).isTrue();
    }
    return names;
  }

  private static List<JsonNode> rules() throws IOException {
    List<JsonNode> rules = new ArrayList<>();
    yaml(FOLDER + "rules.yaml")
        .at("/spec/groups")
        .forEach(group -> group.path("rules").forEach(rules::add));
    return rules;
  }

  @Test
  void rulesAskForMetricsThatThereAre() throws IOException {
    List<String> expressions = rules().stream().map(rule -> rule.path("expr").asText()).toList();
    assertThat(documented()).containsAll(metrics(expressions));
  }

  @Test
  void theAutoscalerAsksForMetricsThatThereAre() throws IOException {
    String text = read("k8s/components/autoscaling/scaled-objects.yaml");
    List<String> queries = text.lines().filter(line -> line.strip().startsWith("query:")).toList();
    assertThat(queries).isNotEmpty();
    assertThat(documented()).containsAll(metrics(queries));
  }

  @Test
  void theDashboardShowsMetricsThatThereAre() throws IOException {
    JsonNode dashboard = new ObjectMapper().readTree(read(FOLDER + "mailbuoy.json"));
    List<String> expressions = new ArrayList<>();
    Set<Integer> ids = new TreeSet<>();
    for (JsonNode panel : dashboard.path("panels")) {
      assertThat(ids.add(panel.path("id").asInt())).as("ids differ").isTrue();
      assertThat(panel.path("title").asText()).isNotEmpty();
      assertThat(panel.at("/datasource/uid").asText()).isEqualTo("${datasource}");
      assertThat(panel.path("targets")).isNotEmpty();
      panel.path("targets").forEach(target -> expressions.add(target.path("expr").asText()));
    }
    assertThat(expressions).isNotEmpty();
    assertThat(documented()).containsAll(metrics(expressions));
  }

  @Test
  void everyAlertHasATestAndAnExplanation() throws IOException {
    List<String> tested = new ArrayList<>();
    yaml(FOLDER + "rules.test.yaml")
        .path("tests")
        .forEach(test ->
            test.path("alert_rule_test")
                .forEach(each -> {
                  if (!each.path("exp_alerts").isEmpty()) {
                    tested.add(each.path("alertname").asText());
                  }
                }));
    String operations = read("docs/operations.md");
    for (JsonNode rule : rules()) {
      String name = rule.path("alert").asText();
      assertThat(tested).contains(name);
      assertThat(operations).contains("\n### " + name + "\n");
      assertThat(rule.at("/annotations/runbook").asText())
          .isEqualTo("docs/operations.md#" + name.toLowerCase(Locale.ROOT));
      assertThat(rule.at("/labels/severity").asText()).isIn("critical", "warning");
    }
    assertThat(operations.lines().filter(line -> line.startsWith("### Mailbuoy")))
        .hasSize(rules().size());
  }

  @Test
  void promtoolRunsTheRulesTests() throws IOException, InterruptedException {
    new ObjectMapper()
        .writeValue(
            folder.resolve("rules.yaml").toFile(), yaml(FOLDER + "rules.yaml").path("spec"));
    Files.writeString(folder.resolve("rules.test.yaml"), read(FOLDER + "rules.test.yaml"));
    for (String command : List.of("check rules rules.yaml", "test rules rules.test.yaml")) {
      List<String> words = new ArrayList<>(List.of("promtool"));
      words.addAll(List.of(command.split(" ")));
      Process promtool;
      try {
        promtool =
            new ProcessBuilder(words).directory(folder.toFile()).redirectErrorStream(true).start();
      } catch (IOException e) {
        if (PROMTOOL_REQUIRED) {
          throw e;
        }
        abort("skipped: promtool cannot be run: " + e.getMessage());
        return;
      }
      String output = new String(promtool.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(promtool.waitFor()).as(output).isZero();
    }
  }
}
