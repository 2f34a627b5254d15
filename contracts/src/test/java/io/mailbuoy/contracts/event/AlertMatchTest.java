package io.mailbuoy.contracts.event;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import io.mailbuoy.contracts.Repository;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class AlertMatchTest {
  private static final String TEXT =
      Repository.read("contracts/src/test/resources/samples/alert/confirmed.json");
  private static final Alert ALERT = alert();

  private static Alert alert() {
    try {
      return Json.mapper().readValue(TEXT, Alert.class);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static boolean fits(String field, String... words) {
    return AlertMatch.of(Map.of(field, List.of(words))).fits(ALERT);
  }

  @Test
  void withoutFieldsItIsAboutEveryAlert() {
    assertThat(AlertMatch.of(Map.of()).fits(ALERT)).isTrue();
  }

  @ParameterizedTest
  @CsvSource({
    "severity, critical, warning",
    "tenant, cont*, fabrikam",
    "fault-domain, provider, customer",
    "cause, provider-outage, throttled",
    "verdict.cause, *-outage, *-failure",
    "verdict.confidence, >=0.9, >0.94",
    "verdict.pattern, !hard, !intermittent",
    "impact.targetsAffected, 12, 13",
    "impact.targetsAffected, <=12, <12",
    "impact.failureRatio, >0.3, >=0.5",
    "impact.since, <2026-01-03T00:00:00Z, >=2026-01-03T00:00:00Z",
    "impact.locations, fra1, ams1",
    "impact.working, smtp, imap",
    "impact.working, !imap, !smtp",
    "incidents.id, EX*, MO*",
    "incidents.relation, confirms, related",
    "incidents.why, *IMAP4, *POP3",
    "provider.acknowledged, true, false",
    "provider.lagMinutes, >=60, <60",
    "evidence, *first attempts failed*, *timed out*",
    "title, Exchange Online: *, Entra: *",
    "revision, >=2, 1",
    "detectedAt, 2026-01-02T00:09:00Z, 2026-01-02T00:10:00Z"
  })
  void aFieldFitsWhereOneOfItsWordsDoes(String field, String yes, String no) {
    assertThat(fits(field, yes)).as("%s: %s", field, yes).isTrue();
    assertThat(fits(field, no)).as("%s: %s", field, no).isFalse();
    assertThat(fits(field, no, yes))
        .as("%s: %s or %s", field, no, yes)
        .isEqualTo(!no.startsWith("!"));
    assertThat(AlertMatch.fault(field, yes)).isEmpty();
    assertThat(AlertMatch.fault(field, no)).isEmpty();
  }

  @Test
  void everyFieldMustFit() {
    Map<String, List<String>> fields =
        Map.of("severity", List.of("critical"), "tenant", List.of("fabrikam"));
    assertThat(AlertMatch.of(fields).fits(ALERT)).isFalse();
  }

  @Test
  void whatAnAlertDoesNotHaveIsNotItsWordAndIsNotAnyOtherEither() {
    assertThat(fits("resolvedAt", ">=2026-01-01T00:00:00Z")).isFalse();
    assertThat(fits("resolvedAt", "!>=2026-01-01T00:00:00Z")).isTrue();
  }

  @Test
  void aFieldThatNoAlertHasFitsNothingNotEvenItsOpposite() {
    assertThat(fits("serverity", "critical")).isFalse();
    assertThat(fits("serverity", "!critical")).isFalse();
  }

  @Test
  void everyFieldOfTheEventCanBeMatched() throws JsonProcessingException {
    List<String> paths = new ArrayList<>();
    leaves("", Json.mapper().readTree(TEXT), paths);
    assertThat(paths).hasSizeGreaterThan(30);
    assertThat(AlertFields.all().keySet()).containsAll(paths);
  }

  private static void leaves(String path, JsonNode node, List<String> into) {
    if (node.isObject()) {
      node.properties()
          .forEach(each ->
              leaves(
                  path.isEmpty() ? each.getKey() : path + "." + each.getKey(),
                  each.getValue(),
                  into));
    } else if (node.isArray()) {
      node.forEach(each -> leaves(path, each, into));
    } else {
      into.add(path);
    }
  }
}
