package io.mailbuoy.classifier.core.state;

import io.mailbuoy.classifier.core.Observation;
import io.mailbuoy.classifier.core.detection.Pace;
import io.mailbuoy.classifier.core.detection.Span;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/// How fast a target usually is at a location: a [Pace] for each [Span].
public final class Tempo {
  private final Pace[] paces = new Pace[Span.count()];

  Tempo() {
    for (int i = 0; i < paces.length; i++) {
      paces[i] = new Pace();
    }
  }

  public Pace pace(Span span) {
    return paces[span.place()];
  }

  /// Whether enough is known of anything that a probe took to tell whether it was slow.
  public boolean knows(Observation o) {
    for (int i = 0; i < paces.length; i++) {
      if (paces[i].known() && o.millis(Span.at(i)) > 0) {
        return true;
      }
    }
    return false;
  }

  /// Whether a probe that succeeded was slow in any respect.
  public boolean slow(Observation o) {
    for (int i = 0; i < paces.length; i++) {
      if (paces[i].slow(o.millis(Span.at(i)))) {
        return true;
      }
    }
    return false;
  }

  /// Whether the remembered result `back` results before the newest was slow, as seen now.
  public boolean slow(History history, int back) {
    for (int i = 0; i < paces.length; i++) {
      if (paces[i].slow(history.millis(back, Span.at(i)))) {
        return true;
      }
    }
    return false;
  }

  /// Takes a probe that succeeded for normal.
  public void learn(Observation o) {
    for (int i = 0; i < paces.length; i++) {
      int millis = o.millis(Span.at(i));
      if (millis > 0) {
        paces[i].learn(millis);
      }
    }
  }

  void writeTo(DataOutput out) throws IOException {
    for (Pace pace : paces) {
      pace.writeTo(out);
    }
  }

  void readFrom(DataInput in) throws IOException {
    for (Pace pace : paces) {
      pace.readFrom(in);
    }
  }
}
