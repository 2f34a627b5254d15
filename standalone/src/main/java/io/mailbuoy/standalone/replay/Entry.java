package io.mailbuoy.standalone.replay;

import io.mailbuoy.classifier.stream.EventSerde;
import io.mailbuoy.classifier.stream.Reading.Understood;
import java.util.Comparator;

/// A recorded event, ready for the topology.
///
/// @param at its event time in milliseconds since 1970
/// @param source what it is; at the same moment, changes come before incidents before results, so
///   that what explains a failure is known when the failure is seen
/// @param tenant the key under which it travels
/// @param event its form on the classifier's repartition topic
record Entry(long at, Source source, String tenant, byte[] event) {
  static final Comparator<Entry> IN_TIME =
      Comparator.comparingLong(Entry::at).thenComparing(Entry::source);

  /// Where an event comes from.
  enum Source {
    CHANGES,
    INCIDENTS,
    RESULTS
  }

  static Entry of(long at, Source source, Understood read) {
    return new Entry(at, source, read.tenant(), EventSerde.write(read.event()));
  }
}
