package io.mailbuoy.classifier.backlog;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.classifier.backlog.CatchingUp.Extent;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;

class CatchingUpTest {
  private final CatchingUp<String> catchingUp = new CatchingUp<>(Duration.ofSeconds(60));
  private final Map<String, Extent> results =
      new HashMap<>(Map.of("results-0", new Extent(0, 10), "results-1", new Extent(7, 7)));
  private final Map<String, Extent> events = new HashMap<>(Map.of("events-0", new Extent(0, 10)));
  private final Map<String, Long> committed = new HashMap<>();

  private long look(long second) {
    catchingUp.look(
        second * 1_000,
        Duration.ofSeconds(second).toNanos(),
        Map.copyOf(results),
        Map.copyOf(events),
        Map.copyOf(committed));
    return catchingUp.proven() / 1_000;
  }

  private void readAll() {
    results.forEach((partition, extent) -> committed.put(partition, extent.end()));
    events.forEach((partition, extent) -> committed.put(partition, extent.end()));
  }

  @Test
  void nothing_is_proven_while_results_wait() {
    committed.put("results-0", 9L);
    committed.put("events-0", 10L);
    for (long second = 0; second < 200; second += 2) {
      assertThat(look(second)).isZero();
    }
  }

  @Test
  void nor_while_what_came_of_them_waits_to_be_classified() {
    committed.put("results-0", 10L);
    committed.put("events-0", 9L);
    for (long second = 0; second < 200; second += 2) {
      assertThat(look(second)).isZero();
    }
  }

  @Test
  void a_partition_without_records_is_read_although_nothing_was_committed() {
    readAll();
    committed.remove("results-1");
    look(100);
    look(170);
    assertThat(look(172)).isEqualTo(100);
  }

  @Test
  void what_arrives_meanwhile_is_not_waited_for() {
    readAll();
    look(100);
    for (long second = 170; second < 180; second += 2) {
      readAll();
      results.put("results-0", new Extent(0, 10 * second));
      events.put("events-0", new Extent(0, 10 * second));
      look(second);
    }
    assertThat(catchingUp.proven()).isGreaterThanOrEqualTo(170_000);
  }

  @Test
  void what_was_published_after_the_question_is_not_proven() {
    readAll();
    look(100);
    results.put("results-0", new Extent(0, 11));
    look(170);
    assertThat(look(172)).as("the time of the question").isEqualTo(100);
    for (long second = 174; second < 200; second += 2) {
      assertThat(look(second)).as("result 10 is not read").isEqualTo(100);
    }
  }

  @Test
  void after_the_broker_was_away_others_have_time_to_bring_what_they_have_kept() {
    readAll();
    look(100);
    look(170);
    assertThat(look(172)).isEqualTo(100);
    catchingUp.outOfTouch();
    for (long second = 1_000; second < 1_060; second += 2) {
      assertThat(look(second)).as("frozen at second " + second).isEqualTo(100);
    }
    look(1_060);
    assertThat(look(1_062)).isGreaterThanOrEqualTo(1_000);
  }
}
