package io.mailbuoy.classifier.core;

import static io.mailbuoy.classifier.core.Story.at;
import static io.mailbuoy.classifier.core.Story.exchange;
import static io.mailbuoy.classifier.core.Story.only;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Pattern;
import io.mailbuoy.contracts.event.Protocol;
import io.mailbuoy.contracts.event.Role;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// What many targets show together. Seeds are in the names of the tests.
class PoolingTest {
  private static final String BEGIN = "2026-02-01T06:00:00Z";
  private static final String FROM = "2026-02-01T11:00:00Z";
  private static final String END = "2026-02-01T12:00:00Z";
  private static final String REFUSED = "NO AUTHENTICATE failed.";

  private static Duration delay(List<Alert> alerts) {
    return Duration.between(
        Instant.parse(FROM),
        alerts.stream()
            .map(Alert::detectedAt)
            .filter(at -> !at.isBefore(Instant.parse(FROM)))
            .findFirst()
            .orElseThrow());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void ten_percent_at_one_of_five_locations_is_seen_within_minutes(long seed) {
    Story story = Story.of(seed, BEGIN).mailboxes(20);
    for (String place : List.of("ams1", "lon1", "nyc1", "sin1")) {
      story.mailboxes(20, place);
    }
    List<Alert> alerts =
        story
            .noise(0.002)
            .trouble(FROM, END, exchange().and(at("nyc1")), FailureKind.AUTH_REJECTED, REFUSED, 0.1)
            .play(END);

    assertThat(delay(alerts)).isLessThan(Duration.ofMinutes(10));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void a_target_that_always_fails_a_little_hides_nothing(long seed) {
    Story story =
        Story.of(seed, "2026-01-31T06:00:00Z")
            .mailboxes(20)
            .trouble(FROM, END, exchange(), FailureKind.AUTH_REJECTED, REFUSED, 0.1)
            .trouble("2026-01-31T06:00:00Z", END, only("mb-07"), FailureKind.TIMEOUT, "", 0.03);

    assertThat(delay(story.play(END))).isLessThan(Duration.ofMinutes(7));
  }

  @Test
  void retries_show_that_it_comes_and_goes_and_are_no_samples() {
    List<Alert> alerts = trouble(Story.of(6, BEGIN).retries(1), 1).play(END);

    // Three regular probes, as without retries, and neither two probes nor one with its retries.
    assertThat(delay(alerts)).isBetween(Duration.ofSeconds(110), Duration.ofSeconds(190));
    Alert last = alerts.getLast();
    assertThat(last.verdict().pattern().value()).isEqualTo(Pattern.INTERMITTENT);
    assertThat(last.impact().failureRatio()).isEqualTo(1);
    assertThat(last.evidence()).anyMatch(fact -> fact.contains("retries right after a failure"));
  }

  private static Story trouble(Story story, double rate) {
    return story
        .probe(
            "mb-00",
            Story.TENANT,
            "exchange-online",
            Protocol.IMAP,
            Role.SUBJECT,
            Duration.ofMinutes(1),
            Story.FRA)
        .trouble(FROM, END, exchange(), FailureKind.AUTH_REJECTED, REFUSED, rate);
  }
}
