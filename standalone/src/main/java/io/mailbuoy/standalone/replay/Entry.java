package io.mailbuoy.standalone.replay;

import io.mailbuoy.classifier.stream.EventSerde;
import io.mailbuoy.classifier.stream.Reading.Understood;
import java.util.Comparator;

/// A recorded event, ready for the topology.
final class Entry {
  static final Comparator<Entry> IN_TIME =
      Comparator.comparingLong(Entry::at).thenComparing(Entry::source);

  private final long at;
  private final Source source;
  private final String tenant;
  private final byte[] event;

  /// What an event is. At the same moment, changes come before incidents before results, so that
  /// what explains a failure is known when the failure is seen.
  enum Source {
    CHANGES,
    INCIDENTS,
    RESULTS
  }

  private Entry(long at, Source source, String tenant, byte[] event) {
    this.at = at;
    this.source = source;
    this.tenant = tenant;
    this.event = event;
  }

  static Entry of(long at, Source source, Understood read) {
    return new Entry(at, source, read.tenant(), EventSerde.write(read.event()));
  }

  /// Its event time in milliseconds since 1970.
  long at() {
    return at;
  }

  Source source() {
    return source;
  }

  /// The key under which it travels.
  String tenant() {
    return tenant;
  }

  /// Its form on the classifier's repartition topic.
  byte[] event() {
    return event;
  }
}
