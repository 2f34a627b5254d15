package io.mailbuoy.classifier.core;

import static io.mailbuoy.classifier.core.Story.exchange;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.classifier.core.state.History;
import io.mailbuoy.classifier.core.state.Sight;
import io.mailbuoy.classifier.core.state.TenantState;
import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.AlertState;
import io.mailbuoy.contracts.event.Cause;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Pattern;
import io.mailbuoy.contracts.event.Phase;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Events arrive twice, late and after a restart. Seeds are in the names of the tests.
class OrderAndRepetitionTest {
  private static final String BEGIN = "2026-01-01T22:00:00Z";
  private static final String FROM = "2026-01-02T00:00:00Z";
  private static final String TO = "2026-01-02T01:00:00Z";
  private static final String END = "2026-01-02T02:30:00Z";

  private static final String SLOW_FROM = "2026-01-02T03:00:00Z";
  private static final String SLOW_TO = "2026-01-02T04:00:00Z";
  private static final String SLOW_END = "2026-01-02T05:30:00Z";

  /// Failures, and afterwards logins that take twice as long.
  private static Story slow(long seed) {
    return outage(seed)
        .latencies(0.3, 0.01, 0.2)
        .slow(SLOW_FROM, SLOW_TO, exchange(), phase -> phase == Phase.AUTHENTICATE, 2);
  }

  private static Story outage(long seed) {
    return Story.of(seed, BEGIN)
        .mailboxes(12)
        .controls()
        .noise(0.003)
        .retries(0.6)
        .trouble(FROM, TO, exchange(), FailureKind.AUTH_REJECTED, "NO AUTHENTICATE failed.", 0.4)
        .incident("2026-01-02T00:30:00Z", Feed.imapOutage().start(FROM).json());
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void the_same_events_give_the_same_alerts(long seed) {
    Story story = slow(seed);
    List<Story.Timed> events = story.events(SLOW_END);
    assertThat(story.play(events))
        .anyMatch(alert -> alert.verdict().pattern().is(Pattern.SLOW))
        .isEqualTo(story.play(events));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void events_that_arrive_twice_change_nothing(long seed) {
    Story story = slow(seed);
    List<Story.Timed> once = story.events(SLOW_END);
    Random random = new Random(seed);
    List<Story.Timed> twice = new ArrayList<>();
    List<Story.Timed> later = new ArrayList<>();
    for (Story.Timed event : once) {
      twice.add(event);
      if (random.nextInt(3) == 0) {
        later.add(event);
      }
      if (later.size() > 40) {
        twice.addAll(later);
        later.clear();
      }
    }
    assertThat(story.play(twice)).isEqualTo(story.play(once));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void events_out_of_order_by_a_minute_lose_no_outage_and_no_end(long seed) {
    Story story = outage(seed);
    List<Story.Timed> inOrder = story.events(END);
    Random random = new Random(seed);
    List<Story.Timed> shuffled = late(inOrder, random);

    Alert expected = story.play(inOrder).getLast();
    List<Alert> alerts = story.play(shuffled);
    Alert last = alerts.getLast();

    assertThat(alerts.stream().map(Alert::alertId).distinct()).hasSize(1);
    assertThat(last.state().value()).isEqualTo(AlertState.RESOLVED);
    assertThat(last.verdict().cause().value()).isEqualTo(Cause.PROVIDER_OUTAGE);
    assertThat(last.provider().acknowledged()).isTrue();
    assertThat(Duration.between(expected.impact().since(), last.impact().since()).abs())
        .isLessThan(Duration.ofMinutes(1));
    assertThat(Duration.between(expected.resolvedAt(), last.resolvedAt()).abs())
        .isLessThan(Duration.ofMinutes(10));
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void slowness_is_found_and_ends_when_events_come_late_and_one_in_twenty_never(long seed) {
    Story story = slow(seed);
    Random random = new Random(seed);
    List<Story.Timed> told = late(story.events(SLOW_END), random);
    told.removeIf(event -> event.result() != null && random.nextInt(20) == 0);
    List<Alert> alerts =
        story.play(told).stream()
            .filter(alert -> alert.verdict().pattern().is(Pattern.SLOW))
            .toList();

    assertThat(alerts.stream().map(Alert::alertId).distinct()).hasSize(1);
    assertThat(alerts.getFirst().impact().since())
        .isBetween(
            Instant.parse(SLOW_FROM).minusSeconds(90), Instant.parse(SLOW_FROM).plusSeconds(90));
    assertThat(alerts.getLast().resolvedAt())
        .isBetween(Instant.parse(SLOW_TO), Instant.parse(SLOW_TO).plusSeconds(30 * 60));
  }

  /// The same events, each up to a minute late.
  private static List<Story.Timed> late(List<Story.Timed> inOrder, Random random) {
    Map<Story.Timed, Instant> arrival = new HashMap<>();
    inOrder.forEach(event -> arrival.put(event, event.at().plusMillis(random.nextInt(60_000))));
    List<Story.Timed> late = new ArrayList<>(inOrder);
    late.sort(Comparator.comparing(arrival::get));
    return late;
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3, 4, 5})
  void a_state_that_was_saved_and_loaded_goes_on_as_if_nothing_had_happened(long seed) {
    Story story = slow(seed);
    List<Story.Timed> events = story.events(SLOW_END);
    List<Alert> expected = story.play(events);

    Classifier classifier = new Classifier(Tuning.DEFAULT);
    Map<String, byte[]> saved = new HashMap<>();
    Random random = new Random(seed);
    TenantState state = new TenantState(Story.TENANT);
    List<Alert> alerts = new ArrayList<>();
    for (Story.Timed event : events) {
      classifier.apply(state, event.event()).stream()
          .filter(Decision.Revised.class::isInstance)
          .forEach(decision -> alerts.add(((Decision.Revised) decision).alert()));
      state.save((name, bytes) -> {
        if (bytes == null) {
          saved.remove(name);
        } else {
          saved.put(name, bytes);
        }
      });
      if (random.nextInt(200) == 0) {
        state = loaded(saved);
      }
    }
    assertThat(alerts).isEqualTo(expected);
  }

  /// A crash comes after a page of a target's history was saved and before the target that filled
  /// it; so the result that did is processed again.
  @Test
  void a_page_that_was_saved_without_its_target_is_taken_for_what_it_is() {
    Classifier classifier = new Classifier(Tuning.DEFAULT);
    TenantState state = new TenantState(Story.TENANT);
    Map<String, byte[]> before = new HashMap<>();
    int crashes = 0;
    for (Story.Timed event : slow(1).events(SLOW_END)) {
      classifier.apply(state, event.event());
      Map<String, byte[]> together = new HashMap<>();
      state.save((name, bytes) -> together.put(name, Objects.requireNonNull(bytes)));
      Sight sight = filledLongAgo(state, together.keySet());
      if (sight != null) {
        Map<String, byte[]> cutOff = new HashMap<>(before);
        together.forEach((name, bytes) -> {
          if (name.startsWith("page/")) {
            cutOff.put(name, bytes);
          }
        });
        TenantState again = loaded(cutOff);
        History known = again.sightsOf(sight.targetId()).iterator().next().history();
        assertThat(entries(known)).isEqualTo(entries(sight.history()).subList(1, known.size() + 1));
        classifier.apply(again, event.event());
        assertThat(entries(known)).isEqualTo(entries(sight.history()));
        crashes++;
      }
      before.putAll(together);
    }
    assertThat(crashes).isPositive();
  }

  /// The target whose page was saved, where that is not the first that it has in its place.
  private static @Nullable Sight filledLongAgo(TenantState state, Set<String> saved) {
    for (Sight sight : state.sights()) {
      boolean filled = saved.stream().anyMatch(name -> name.matches("page/\\d+/" + sight.name()));
      if (filled && sight.history().size() == 64) {
        return sight;
      }
    }
    return null;
  }

  private static List<History.Entry> entries(History history) {
    return IntStream.range(0, history.size()).mapToObj(history::entry).toList();
  }

  private static TenantState loaded(Map<String, byte[]> saved) {
    TenantState state = new TenantState(Story.TENANT);
    saved.forEach(state::load);
    state.loaded();
    return state;
  }
}
