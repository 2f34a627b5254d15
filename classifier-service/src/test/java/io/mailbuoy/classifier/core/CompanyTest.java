package io.mailbuoy.classifier.core;

import static io.mailbuoy.classifier.core.Story.exchange;
import static io.mailbuoy.classifier.core.Story.only;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.Cause;
import io.mailbuoy.contracts.event.FailureKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/// Whether a mailbox that fails is alone, where its own test is sure before that of all. Seeds are
/// in the names of the tests.
class CompanyTest {
  private static final String BEGIN = "2026-02-01T10:00:00Z";
  private static final String FROM = "2026-02-01T11:00:00Z";
  private static final String TO = "2026-02-01T11:40:00Z";
  private static final String END = "2026-02-01T12:40:00Z";
  private static final String REFUSED = "NO AUTHENTICATE failed.";

  static List<Long> seeds() {
    return LongStream.rangeClosed(1, 40).boxed().toList();
  }

  private static Story chanceFailureJustBeforeAllAreRefused(long seed) {
    return Story.of(seed, BEGIN)
        .mailboxes(3)
        .controls()
        .trouble(
            "2026-02-01T10:57:45Z",
            "2026-02-01T10:58:42Z",
            only("mb-00"),
            FailureKind.TIMEOUT,
            "",
            1)
        .trouble(FROM, TO, exchange(), FailureKind.AUTH_REJECTED, REFUSED, 1);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void a_chance_failure_just_before_is_neither_its_beginning_nor_makes_anybody_misconfigured(
      long seed) {
    List<Alert> alerts = chanceFailureJustBeforeAllAreRefused(seed).play(END);

    assertThat(alerts.stream().map(Alert::alertId).distinct()).hasSize(1);
    assertThat(alerts).allMatch(alert -> alert.verdict().cause().is(Cause.PROVIDER_OUTAGE));
    assertThat(alerts.getFirst().detectedAt())
        .isBefore(Instant.parse(FROM).plus(Duration.ofSeconds(150)));
    assertThat(alerts.getLast().impact().since())
        .isBetween(Instant.parse(FROM), Instant.parse(FROM).plusSeconds(60));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void one_that_is_refused_by_luck_each_time_is_not_alone_where_a_third_is_refused(long seed) {
    List<Alert> alerts =
        Story.of(seed, BEGIN)
            .mailboxes(5)
            .controls()
            .retries(0.3)
            .trouble(FROM, TO, exchange(), FailureKind.AUTH_REJECTED, REFUSED, 0.4)
            .play(END);

    assertThat(alerts.stream().map(Alert::alertId).distinct()).hasSize(1);
    assertThat(alerts).allMatch(alert -> alert.verdict().cause().is(Cause.PROVIDER_OUTAGE));
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void one_that_is_alone_is_told_within_minutes_although_others_fail_by_chance(long seed) {
    List<Alert> alerts =
        Story.of(seed, BEGIN)
            .mailboxes(4)
            .controls()
            .trouble(
                "2026-02-01T11:01:30Z",
                "2026-02-01T11:02:30Z",
                only("mb-02"),
                FailureKind.TIMEOUT,
                "",
                1)
            .trouble(FROM, TO, only("mb-01"), FailureKind.AUTH_REJECTED, REFUSED, 1)
            .play(END);

    assertThat(alerts.getFirst().verdict().cause().value()).isEqualTo(Cause.MAILBOX_MISCONFIGURED);
    assertThat(alerts.getFirst().detectedAt())
        .isBefore(Instant.parse(FROM).plus(Duration.ofMinutes(5)));
  }
}
