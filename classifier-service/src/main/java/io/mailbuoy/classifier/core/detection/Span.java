package io.mailbuoy.classifier.core.detection;

import io.mailbuoy.contracts.event.Phase;
import org.jspecify.annotations.Nullable;

/// What is timed, to see whether a target is slower than usual.
public enum Span {
  AUTHENTICATE(0, Phase.AUTHENTICATE),
  EXAMINE(1, Phase.EXAMINE),
  /// The whole probe.
  TOTAL(2, null);

  private static final Span[] ALL = values();

  private final int place;
  private final @Nullable Phase phase;

  Span(int place, @Nullable Phase phase) {
    this.place = place;
    this.phase = phase;
  }

  /// How many there are.
  public static int count() {
    return ALL.length;
  }

  /// Its place in the order, from 0.
  public int place() {
    return place;
  }

  /// By its place in the order.
  public static Span at(int index) {
    return ALL[index];
  }

  /// The phase that it is; absent for the whole probe.
  public @Nullable Phase phase() {
    return phase;
  }
}
