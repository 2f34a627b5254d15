package io.mailbuoy.classifier.core.detection;

import io.mailbuoy.contracts.event.Phase;

/// How far a probe came that failed.
public enum Stage {
  /// It did not get to a server that speaks.
  WAY(0),
  /// It was not let in.
  LOGIN(1),
  /// It was let in, or there was nothing to be let into.
  USE(2);

  private static final int COUNT = values().length;

  private final int place;

  Stage(int place) {
    this.place = place;
  }

  /// Its place in the order, from 0.
  int place() {
    return place;
  }

  static int count() {
    return COUNT;
  }

  /// The stage of a phase.
  public static Stage of(Phase phase) {
    return switch (phase) {
      case DNS, CONNECT, TLS, GREETING, CAPABILITY -> WAY;
      case TOKEN, AUTHENTICATE -> LOGIN;
      case EXAMINE, SUBMIT, DELIVER, LOGOUT, REQUEST, UNKNOWN -> USE;
    };
  }
}
