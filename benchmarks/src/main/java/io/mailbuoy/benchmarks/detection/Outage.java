package io.mailbuoy.benchmarks.detection;

import io.mailbuoy.classifier.core.Observation;
import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.Transition;
import java.util.ArrayList;
import java.util.List;

/// Faults that begin after some quiet hours, many times: how long until ours and each rival says
/// so.
final class Outage {
  private static final int QUIET_MINUTES = 240;
  private static final int LONGEST_MINUTES = 24 * 60;

  private final int targets;
  private final double rate;
  private final double slower;
  private final List<Rival> rivals;
  private final Delays ours = new Delays();
  private final List<Delays> theirs = new ArrayList<>();
  private final Delays onsetErrors = new Delays();
  private final Delays onsetDistances = new Delays();

  private Outage(int targets, double rate, double slower, List<Rival> rivals) {
    this.targets = targets;
    this.rate = rate;
    this.slower = slower;
    this.rivals = rivals;
    rivals.forEach(rival -> theirs.add(new Delays()));
  }

  static Outage failing(int targets, double rate, List<Rival> rivals) {
    return new Outage(targets, rate, 1, rivals);
  }

  /// Logins take so many times as long.
  static Outage slow(int targets, double factor) {
    return new Outage(targets, Probes.NOISE, factor, List.of());
  }

  Outage run(long seed, int runs) {
    for (int i = 0; ours.count() < runs; i++) {
      once(seed + i);
    }
    return this;
  }

  private void once(long seed) {
    Probes stream = new Probes(seed, targets, slower != 1);
    Ours classifier = new Ours();
    for (int i = 0; i < QUIET_MINUTES * targets; i++) {
      classifier.take(stream.take());
    }
    if (!classifier.alerts().isEmpty()) {
      return; // a false alarm before the fault, which is counted elsewhere
    }
    long onset = (stream.now() + stream.at()) / 2;
    stream.fail(rate);
    stream.slow(slower);
    rivals.forEach(Rival::reset);
    boolean[] raised = new boolean[rivals.size()];
    int waiting = rivals.size();
    boolean found = false;
    for (long i = 0; i < (long) LONGEST_MINUTES * targets && (!found || waiting > 0); i++) {
      int target = stream.target();
      Observation probe = stream.take();
      double minutes = (stream.now() - onset) / (double) Probes.MINUTE;
      for (int r = 0; r < raised.length; r++) {
        if (!raised[r] && rivals.get(r).take(target, probe.failed())) {
          raised[r] = true;
          waiting--;
          theirs.get(r).add(minutes);
        }
      }
      if (!found) {
        classifier.take(probe);
        found = !classifier.alerts().isEmpty();
        if (found) {
          ours.add(minutes);
          onset(classifier.alerts().getFirst(), onset);
        }
      }
    }
    if (!found) {
      ours.add(Double.POSITIVE_INFINITY);
    }
    for (int r = 0; r < raised.length; r++) {
      if (!raised[r]) {
        theirs.get(r).add(Double.POSITIVE_INFINITY);
      }
    }
  }

  private void onset(Alert alert, long onset) {
    double error = (alert.impact().since().toEpochMilli() - onset) / (double) Probes.MINUTE;
    onsetErrors.add(error);
    onsetDistances.add(Math.abs(error));
  }

  int targets() {
    return targets;
  }

  double rate() {
    return rate;
  }

  Delays ours() {
    return ours;
  }

  Delays theirs(int rival) {
    return theirs.get(rival);
  }

  /// Estimated less true onset; negative where the estimate is early.
  Delays onsetErrors() {
    return onsetErrors;
  }

  Delays onsetDistances() {
    return onsetDistances;
  }

  /// What no test can beat on average that is wrong once in thirty days (Lorden 1971), in minutes.
  double lordenBound() {
    double p0 = Probes.NOISE;
    double information =
        rate * Math.log(rate / p0) + (rate == 1 ? 0 : (1 - rate) * Math.log((1 - rate) / (1 - p0)));
    return Math.log(30.0 * 24 * 60 * targets) / information / targets;
  }

  /// A fault of a week that comes and goes, and its end.
  static Week week(int targets, double rate, long seed, int runs) {
    Week week = new Week(targets, rate);
    for (int i = 0; i < runs; i++) {
      week.once(seed + i);
    }
    return week;
  }

  /// How a week's fault was told.
  static final class Week {
    private static final int MINUTES = 7 * 24 * 60;
    private static final int AFTERWARDS = 24 * 60;

    private final int targets;
    private final double rate;
    private final Delays resolved = new Delays();
    private int flaps;
    private int runs;

    private Week(int targets, double rate) {
      this.targets = targets;
      this.rate = rate;
    }

    private void once(long seed) {
      runs++;
      Probes stream = new Probes(seed, targets, false);
      Ours classifier = new Ours();
      for (int i = 0; i < QUIET_MINUTES * targets; i++) {
        classifier.take(stream.take());
      }
      int before = classifier.alerts().size();
      stream.fail(rate);
      for (int i = 0; i < MINUTES * targets; i++) {
        classifier.take(stream.take());
      }
      long end = stream.now();
      stream.fail(Probes.NOISE);
      for (int i = 0; i < AFTERWARDS * targets; i++) {
        classifier.take(stream.take());
      }
      double last = Double.POSITIVE_INFINITY;
      for (Alert alert : classifier.alerts().subList(before, classifier.alerts().size())) {
        if (alert.transition().is(Transition.RESOLVED)) {
          double minutes = (alert.occurredAt().toEpochMilli() - end) / (double) Probes.MINUTE;
          flaps += minutes < 0 ? 1 : 0;
          last = minutes < 0 ? last : Math.min(last, minutes);
        }
      }
      resolved.add(last);
    }

    String told() {
      return "%2d at %3.0f %%: resolved early in %d weeks: %d times; after the end: %s min"
          .formatted(targets, rate * 100, runs, flaps, resolved.told());
    }

    int flaps() {
      return flaps;
    }

    double resolvedAfter() {
      return resolved.median();
    }
  }
}
