package io.mailbuoy.classifier.core;

import static io.mailbuoy.classifier.core.Story.exchange;
import static io.mailbuoy.classifier.core.Story.only;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.FailureKind;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/// What comes back shortly after it was over is a new alert that names the one before.
class AgainTest {
  private static final String BEGIN = "2026-02-01T10:00:00Z";
  private static final String END = "2026-02-01T16:00:00Z";
  private static final String REFUSED = "NO AUTHENTICATE failed.";

  private static Story twice(Predicate<Story.Probed> first, Predicate<Story.Probed> then) {
    return trouble(trouble(Story.of(1, BEGIN).mailboxes(10).controls(), "11", first), "13", then);
  }

  private static Story trouble(Story story, String hour, Predicate<Story.Probed> who) {
    return story.trouble(
        "2026-02-01T%s:00:00Z".formatted(hour),
        "2026-02-01T%s:20:00Z".formatted(hour),
        who,
        FailureKind.AUTH_REJECTED,
        REFUSED,
        1);
  }

  private static List<String> ids(List<Alert> alerts) {
    return alerts.stream().map(Alert::alertId).distinct().toList();
  }

  private static String expected(String time, List<Alert> alerts, String id) {
    Alert last = alerts.stream().filter(a -> a.alertId().equals(id)).toList().getLast();
    String resolved = Objects.requireNonNull(last.resolvedAt()).toString();
    return "It is the %s time: alert %s of 2026-02-01 %s UTC was over at %s %s UTC."
        .formatted(
            time,
            id,
            last.impact().since().toString().substring(11, 16),
            resolved.substring(0, 10),
            resolved.substring(11, 16));
  }

  @Test
  void a_second_and_a_third_outage_name_the_one_before() {
    List<Alert> alerts = trouble(twice(exchange(), exchange()), "15", exchange()).play(END);

    List<String> ids = ids(alerts);
    assertThat(ids).hasSize(3);
    for (Alert alert : alerts) {
      String again =
          alert.alertId().equals(ids.get(0))
              ? ""
              : alert.alertId().equals(ids.get(1))
                  ? expected("second", alerts, ids.get(0))
                  : expected("third", alerts, ids.get(1));
      if (again.isEmpty()) {
        assertThat(alert.evidence()).noneMatch(fact -> fact.contains(" time: alert "));
      } else {
        assertThat(alert.evidence()).contains(again);
        assertThat(alert.resolvedAt() != null || alert.summary().contains(again)).isTrue();
      }
    }
  }

  @Test
  void it_is_no_second_time_when_the_first_is_long_ago() {
    Tuning tuning = new Tuning(Duration.ofMinutes(15), Duration.ofMinutes(5), Duration.ofHours(1));
    List<Alert> alerts = twice(exchange(), exchange()).tuning(tuning).play(END);

    assertThat(ids(alerts)).hasSize(2);
    assertThat(alerts).noneMatch(alert -> alert.summary().contains("second time"));
  }

  @Test
  void another_mailbox_is_no_second_time_and_the_same_one_is() {
    assertThat(twice(only("mb-01"), only("mb-02")).play(END))
        .noneMatch(alert -> alert.summary().contains("second time"));
    assertThat(twice(only("mb-01"), only("mb-01")).play(END))
        .anyMatch(alert -> alert.summary().contains("second time"));
    assertThat(twice(only("mb-01"), exchange()).play(END))
        .noneMatch(alert -> alert.summary().contains("second time"));
  }
}
