package io.mailbuoy.classifier.stream;

import io.mailbuoy.classifier.core.Classifier;
import io.mailbuoy.classifier.core.Decision;
import io.mailbuoy.classifier.core.Event;
import io.mailbuoy.classifier.core.state.TenantState;
import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.kafka.TraceParent;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.LongSupplier;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/// Hands every event to the core with its tenant's state, and passes on what the core decides.
///
/// The state lives as objects; the store holds its saved parts and is read only after a start. The
/// service processes at least once: a record that is processed again after a crash is known by its
/// id, and the last revision of every episode that is not long over is said again after a start, in
/// case it was decided and saved but not sent. Whoever reads alerts knows a revision that it has
/// seen.
final class ClassifyTenants implements Processor<String, Event, String, Decision> {
  static final String STORE = "tenants";

  private static final char SEPARATOR = '\n';

  /// How often the wall clock is looked at, to notice silence that no event ends.
  private static final Duration LOOK_EVERY = Duration.ofSeconds(5);

  /// The watermark moves every few seconds while the broker answers.
  private static final Duration OUT_OF_TOUCH = Duration.ofSeconds(30);

  /// Time passes for the tenants that are not heard of when it has passed for others this much.
  private static final long PASS_EVERY = Duration.ofSeconds(30).toMillis();

  /// For how long the last word on an episode that is over is said again after a start.
  private static final Duration SAID_AGAIN = Duration.ofHours(1);

  private final Classifier classifier;
  private final StateKeeping keeping;
  private final Clock clock;
  private final Watermark watermark;
  private final Duration blindAfter;
  private final LongSupplier nanoTime;
  private final SortedMap<String, TenantState> tenants = new TreeMap<>();

  private @Nullable ProcessorContext<String, Decision> context;
  private @Nullable KeyValueStore<String, byte[]> store;
  private boolean loaded;
  private long lastRecordNanos;
  private long mark;
  private long markMovedNanos;
  private long streamTime;
  private long passedAt;

  ClassifyTenants(
      Classifier classifier,
      StateKeeping keeping,
      Clock clock,
      Watermark watermark,
      Duration blindAfter,
      LongSupplier nanoTime) {
    this.classifier = classifier;
    this.keeping = keeping;
    this.clock = clock;
    this.watermark = watermark;
    this.blindAfter = blindAfter;
    this.nanoTime = nanoTime;
  }

  @Override
  public void init(ProcessorContext<String, Decision> context) {
    this.context = context;
    this.store =
        switch (keeping) {
          case NOTHING -> null;
          case WITH_EVERY_RECORD -> context.getStateStore(STORE);
        };
    // A task that becomes a standby and then active again keeps its processor, while others went on
    // with the state.
    tenants.clear();
    loaded = false;
    this.lastRecordNanos = nanoTime.getAsLong();
    this.markMovedNanos = lastRecordNanos;
    context.schedule(LOOK_EVERY, PunctuationType.WALL_CLOCK_TIME, time -> lookAtTheClock());
  }

  @Override
  public void process(Record<String, Event> record) {
    load();
    lastRecordNanos = nanoTime.getAsLong();
    String tenant = record.key();
    if (tenant.equals(ByTenant.ALL)) {
      List.copyOf(tenants.values())
          .forEach(state -> apply(state, record.value(), record.headers(), record.timestamp()));
    } else {
      TenantState state = tenants.computeIfAbsent(tenant, TenantState::new);
      apply(state, record.value(), record.headers(), record.timestamp());
      streamTime = Math.max(streamTime, state.timeline().now());
    }
    if (streamTime - passedAt >= PASS_EVERY) {
      passedAt = streamTime;
      passTime(streamTime, record.headers(), record.timestamp());
    }
  }

  /// Time passes by itself only as far as everything has been read.
  private void passTime(long now, Headers headers, long timestamp) {
    long at = Math.min(now, watermark.millis());
    for (TenantState state : List.copyOf(tenants.values())) {
      if (state.timeline().now() < at) {
        apply(state, new Event.TimePassed(at), headers, timestamp);
      }
    }
  }

  /// Only after as much real silence as makes a location blind: after a start, and while a backlog
  /// is read, events lag behind the clock without anybody being silent. Nor is anybody silent while
  /// the broker is away.
  private void lookAtTheClock() {
    load();
    long nanos = nanoTime.getAsLong();
    if (mark != watermark.millis()) {
      mark = watermark.millis();
      markMovedNanos = nanos;
    }
    if (nanos - markMovedNanos >= OUT_OF_TOUCH.toNanos()) {
      lastRecordNanos = nanos;
    } else if (nanos - lastRecordNanos >= blindAfter.toNanos()) {
      long now = clock.millis();
      passTime(now, new RecordHeaders(), now);
    }
  }

  private void apply(TenantState state, Event event, Headers headers, long timestamp) {
    state.timeline().readUpTo(watermark.millis());
    List<Decision> decisions = classifier.apply(state, event);
    save(state);
    if (!decisions.isEmpty()) {
      say(decisions, TraceParent.of(headers), timestamp);
    }
  }

  private void save(TenantState state) {
    switch (keeping) {
      case NOTHING -> state.forgetTouches();
      case WITH_EVERY_RECORD -> {
        KeyValueStore<String, byte[]> target = Objects.requireNonNull(store);
        String prefix = state.tenant() + SEPARATOR;
        state.save((name, bytes) -> {
          if (bytes == null) {
            target.delete(prefix + name);
          } else {
            target.put(prefix + name, bytes);
          }
        });
      }
    }
  }

  private void say(List<Decision> decisions, TraceParent cause, long timestamp) {
    ProcessorContext<String, Decision> next = Objects.requireNonNull(context);
    for (Decision decision : decisions) {
      if (keeping == StateKeeping.NOTHING && !(decision instanceof Decision.Revised)) {
        continue;
      }
      next.forward(Headed.record(decision, cause, timestamp));
    }
  }

  private void load() {
    KeyValueStore<String, byte[]> saved = store;
    if (loaded || saved == null) {
      return;
    }
    loaded = true;
    try (KeyValueIterator<String, byte[]> parts = saved.all()) {
      while (parts.hasNext()) {
        KeyValue<String, byte[]> part = parts.next();
        int end = part.key.indexOf(SEPARATOR);
        tenants
            .computeIfAbsent(part.key.substring(0, end), TenantState::new)
            .load(part.key.substring(end + 1), part.value);
      }
    }
    tenants.values().forEach(TenantState::loaded);
    tenants.values().forEach(this::sayAgain);
  }

  private void sayAgain(TenantState state) {
    List<Decision> again = new ArrayList<>();
    state
        .episodes()
        .forEach(episode -> {
          Alert alert = episode.alert();
          if (alert != null
              && alert.occurredAt().toEpochMilli()
                  >= state.timeline().now() - SAID_AGAIN.toMillis()) {
            again.add(new Decision.Revised(alert));
          }
        });
    say(again, TraceParent.start(), Math.max(0, state.timeline().now()));
  }
}
