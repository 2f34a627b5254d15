package io.mailbuoy.classifier.backlog;

import java.time.Duration;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// Proves that everything has been read which was on the broker at some time: where each partition
/// of the results ended then, has been read; and where each partition of the repartition topic
/// ended after that, has been classified. All replicas count, by what their group has committed.
///
/// When the broker could not be reached, nothing is proven for a while after it is back: others
/// could not reach it either, and what they have kept arrives in the next moments.
///
/// @param <P> a partition
final class CatchingUp<P> {
  private final long graceNanos;
  private Step<P> step = new Step.Nothing<>();
  private boolean inTouch;
  private long inTouchSince;
  private long proven;

  CatchingUp(Duration grace) {
    this.graceNanos = grace.toNanos();
  }

  /// Where a partition begins and ends.
  ///
  /// @param end the offset of the next record to come
  record Extent(long begin, long end) {
    boolean readBy(@Nullable Long committed) {
      return begin == end || (committed != null && committed >= end);
    }
  }

  private sealed interface Step<P> {
    /// Nobody has asked where the results end.
    record Nothing<P>() implements Step<P> {}

    /// The results as they were at a time are being read.
    record Reading<P>(long at, Map<P, Extent> results) implements Step<P> {}

    /// They have been read, and what came of them is being classified.
    record Classifying<P>(long at, Map<P, Extent> events) implements Step<P> {}
  }

  /// One look at the broker.
  ///
  /// @param at the time before it was asked, in milliseconds since 1970
  /// @param nanos the same in [System#nanoTime]
  /// @param results the partitions of the results, asked for after that time
  /// @param events the partitions of the repartition topic, asked for after `committed`
  /// @param committed what the group has committed of both
  void look(
      long at, long nanos, Map<P, Extent> results, Map<P, Extent> events, Map<P, Long> committed) {
    if (!inTouch) {
      inTouch = true;
      inTouchSince = nanos;
    }
    step =
        switch (step) {
          case Step.Nothing<P>() -> new Step.Reading<>(at, results);
          case Step.Reading<P> reading when read(reading.results(), committed) ->
              new Step.Classifying<>(reading.at(), events);
          case Step.Reading<P> reading -> reading;
          case Step.Classifying<P> classifying when read(classifying.events(), committed) -> {
            if (nanos - inTouchSince >= graceNanos) {
              proven = Math.max(proven, classifying.at());
            }
            yield new Step.Reading<>(at, results);
          }
          case Step.Classifying<P> classifying -> classifying;
        };
  }

  /// The broker did not answer.
  void outOfTouch() {
    inTouch = false;
    step = new Step.Nothing<>();
  }

  /// In milliseconds since 1970; 0 while nothing is proven.
  long proven() {
    return proven;
  }

  private static <P> boolean read(Map<P, Extent> extents, Map<P, Long> committed) {
    return extents.entrySet().stream()
        .allMatch(each -> each.getValue().readBy(committed.get(each.getKey())));
  }
}
