package io.mailbuoy.classifier.stream;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.classifier.core.Classifier;
import io.mailbuoy.classifier.core.Decision;
import io.mailbuoy.classifier.core.Event;
import io.mailbuoy.classifier.core.Observation;
import io.mailbuoy.classifier.core.Tuning;
import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.contracts.event.Outcome;
import io.mailbuoy.contracts.event.ProbeResult;
import io.mailbuoy.contracts.event.Protocol;
import io.mailbuoy.contracts.event.Role;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/// What the processor does that no record asks for: it notices silence, and reads its state.
class ClassifyTenantsTest {
  private static final Instant BEGIN = Instant.parse("2026-02-01T10:00:00Z");

  private final MockProcessorContext<String, Decision> context = new MockProcessorContext<>();
  private final HandClock clock = new HandClock();
  private long readUpTo;
  private KeyValueStore<String, byte[]> store;
  private ClassifyTenants classify;
  private Record<String, Event> observed;

  /// A clock that is moved by hand, for the time of day and for what has passed.
  private static final class HandClock extends Clock {
    private Instant now = BEGIN;

    @Override
    public Instant instant() {
      return now;
    }

    long nanos() {
      return Duration.between(BEGIN, now).toNanos();
    }

    @Override
    public ZoneId getZone() {
      return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
      return this;
    }
  }

  @BeforeEach
  void hearAResult() {
    store =
        Stores.keyValueStoreBuilder(
                Stores.inMemoryKeyValueStore(ClassifyTenants.STORE),
                Serdes.String(),
                Serdes.ByteArray())
            .withLoggingDisabled()
            .build();
    store.init(context.getStateStoreContext(), store);
    context.addStateStore(store);
    classify =
        new ClassifyTenants(
            new Classifier(Tuning.DEFAULT),
            StateKeeping.WITH_EVERY_RECORD,
            clock,
            () -> readUpTo,
            Tuning.DEFAULT.blindAfter(),
            clock::nanos);
    classify.init(context);
    ProbeResult result =
        new ProbeResult(
            "id",
            "cycle",
            "inbox",
            "contoso",
            "fra1",
            "exchange-online",
            Open.of(Protocol.IMAP),
            Open.of(Role.SUBJECT),
            BEGIN,
            100,
            1,
            Open.of(Outcome.SUCCESS),
            List.of(),
            null,
            null,
            null);
    observed =
        new Record<>(
            "contoso",
            new Event.Observed(Observation.of(result)),
            BEGIN.toEpochMilli(),
            new RecordHeaders());
    classify.process(observed);
    context.resetForwards();
  }

  /// Another replica went on with the state, here from the beginning.
  @Test
  void a_task_that_comes_back_goes_on_with_what_the_store_holds_and_not_with_what_it_remembers() {
    classify.process(observed);
    assertThat(context.forwarded()).as("it is known").isEmpty();
    List<String> parts = new ArrayList<>();
    try (var all = store.all()) {
      all.forEachRemaining(part -> parts.add(part.key));
    }
    assertThat(parts).isNotEmpty();
    parts.forEach(store::delete);
    classify.init(context);
    classify.process(observed);
    assertThat(context.forwarded()).as("it is new").isNotEmpty();
  }

  private void pass(Duration time, boolean inTouch) {
    Instant end = clock.now.plus(time);
    while (clock.now.isBefore(end)) {
      clock.now = clock.now.plusSeconds(5);
      readUpTo = inTouch ? clock.millis() - 4_000 : readUpTo;
      context.scheduledPunctuators().forEach(each -> each.getPunctuator().punctuate(0));
    }
  }

  private List<String> said() {
    return context.forwarded().stream()
        .map(each -> (Decision) each.record().value())
        .filter(Decision.Revised.class::isInstance)
        .map(each -> ((Decision.Revised) each).alert().verdict().cause().text())
        .toList();
  }

  @Test
  void silence_is_told_after_as_long_as_makes_a_location_blind() {
    pass(Duration.ofMinutes(14), true);
    assertThat(said()).isEmpty();
    pass(Duration.ofMinutes(2), true);
    assertThat(said()).containsExactly("monitoring-blind");
  }

  @Test
  void nobody_is_silent_while_the_broker_is_away_nor_at_once_when_it_is_back() {
    pass(Duration.ofMinutes(5), true);
    pass(Duration.ofHours(1), false);
    assertThat(said()).isEmpty();
    pass(Duration.ofMinutes(14), true);
    assertThat(said()).isEmpty();
    pass(Duration.ofMinutes(2), true);
    assertThat(said()).containsExactly("monitoring-blind");
  }

  @Test
  void nobody_is_silent_while_it_is_not_known_that_everything_has_been_read() {
    pass(Duration.ofHours(2), false);
    assertThat(said()).isEmpty();
  }
}
