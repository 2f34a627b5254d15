package io.mailbuoy.probe.schedule;

import java.util.ArrayList;
import java.util.List;

/// The regular times of all targets that share an interval, spread evenly over it.
///
/// Turn number 0, 1, 2, 3, … comes at 0, 1/2, 1/4, 3/4, 1/8, … of the interval: each halves the
/// widest gap that is left (van der Corput's sequence). However many there are, no two are nearer
/// to each other than half of what an even spacing would be, so that they never come faster than at
/// twice their mean rate. A turn that is given back is taken over by the one with the highest
/// number, which keeps that so while targets come and go. All other turns stay where they are.
final class Turns {
  private final long interval;
  private final long rotation;
  private final List<Turn> taken = new ArrayList<>();
  private int begun;

  /// @param interval in nanoseconds
  /// @param rotation from 0 to 1; where in the interval turn 0 comes, so that the turns of several
  ///   intervals do not meet
  Turns(long interval, double rotation) {
    this.interval = interval;
    this.rotation = (long) (interval * rotation);
  }

  /// A place in the interval.
  final class Turn {
    private int number;
    private boolean hasBegun;

    private Turn(int number) {
      this.number = number;
    }

    /// The first of its times that is not before a moment.
    long from(long moment) {
      long phase = Math.floorMod(rotation + (long) (interval * part(number)), interval);
      long rounds = Math.ceilDiv(moment - phase, interval);
      return phase + rounds * interval;
    }

    long interval() {
      return interval;
    }

    /// Its target has been probed once.
    void begin() {
      if (!hasBegun) {
        hasBegun = true;
        begun++;
      }
    }

    void giveBack() {
      Turn last = taken.removeLast();
      if (last != this) {
        last.number = number;
        taken.set(number, last);
      }
      if (hasBegun) {
        begun--;
      }
    }
  }

  Turn take() {
    Turn turn = new Turn(taken.size());
    taken.add(turn);
    return turn;
  }

  boolean isEmpty() {
    return taken.isEmpty();
  }

  /// How many come in a nanosecond, when all have begun.
  double rate() {
    return taken.size() / (double) interval;
  }

  /// How many of those that have begun come in a nanosecond.
  double begunRate() {
    return begun / (double) interval;
  }

  private static double part(int number) {
    return Integer.toUnsignedLong(Integer.reverse(number)) / (double) (1L << 32);
  }
}
