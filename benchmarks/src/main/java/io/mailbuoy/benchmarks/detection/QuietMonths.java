package io.mailbuoy.benchmarks.detection;

import io.mailbuoy.classifier.core.Observation;
import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.Severity;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;

/// False alarms while nothing is wrong: all tests of ours together, and each rival's.
final class QuietMonths {
  private static final int MINUTES = 30 * 24 * 60;

  private final int targets;
  private final int months;
  private final List<Rival> rivals;
  private final int[] rivalAlarms;
  private int alarms;
  private int slowAlarms;
  private int forInformation;
  private long probes;
  private long nanos;

  QuietMonths(int targets, int months) {
    this.targets = targets;
    this.months = months;
    this.rivals = rivals(targets);
    this.rivalAlarms = new int[rivals.size()];
  }

  static List<Rival> rivals(int targets) {
    List<Rival> rivals = new ArrayList<>();
    rivals.add(new Rival.InRow("3 in a row (Gatus, failure-threshold: 3)", 3, targets));
    rivals.add(new Rival.InRow("5 in a row (Uptime Kuma, 4 retries)", 5, targets));
    rivals.add(new Rival.OfLast("3 of the last 5 (CloudWatch, 3 of 5 datapoints)", 3, 5, targets));
    rivals.add(
        new Rival.Half(
            "half of 5 min (Prometheus, avg_over_time(probe_success[5m]) < 0.5)", targets));
    return rivals;
  }

  QuietMonths run(long seed) {
    for (int month = 0; month < months; month++) {
      month(seed + month);
    }
    return this;
  }

  private void month(long seed) {
    Probes stream = new Probes(seed, targets, true);
    Ours ours = new Ours();
    rivals.forEach(Rival::reset);
    long begun = System.nanoTime();
    for (int i = 0; i < MINUTES * targets; i++) {
      int target = stream.target();
      Observation probe = stream.take();
      for (int r = 0; r < rivals.size(); r++) {
        if (rivals.get(r).take(target, probe.failed())) {
          rivalAlarms[r]++;
          rivals.get(r).reset();
        }
      }
      ours.take(probe);
    }
    nanos += System.nanoTime() - begun;
    probes += (long) MINUTES * targets;
    count(ours.alerts());
  }

  private void count(List<Alert> alerts) {
    Set<String> loud = new HashSet<>();
    Set<String> slow = new HashSet<>();
    Set<String> all = new HashSet<>();
    for (Alert alert : alerts) {
      all.add(alert.alertId());
      if (!alert.severity().is(Severity.INFO)) {
        loud.add(alert.alertId());
        if (alert.title().contains(" slow")) {
          slow.add(alert.alertId());
        }
      }
    }
    alarms += loud.size();
    slowAlarms += slow.size();
    forInformation += all.size() - loud.size();
  }

  int targets() {
    return targets;
  }

  int months() {
    return months;
  }

  /// False alarms of severity warning or more.
  int alarms() {
    return alarms;
  }

  int slowAlarms() {
    return slowAlarms;
  }

  int forInformation() {
    return forInformation;
  }

  /// False alarms of severity warning or more in thirty days.
  double perMonth() {
    return alarms / (double) months;
  }

  double rivalPerMonth(int rival) {
    return rivalAlarms[rival] / (double) months;
  }

  /// Results in a second, simulation included.
  double perSecond() {
    return probes * 1e9 / nanos;
  }

  /// The threshold at which the plain pooled CUSUM is wrong as often as ours. Where ours was hardly
  /// ever wrong, half an alarm is added, so that the threshold is not infinite.
  double rivalThreshold(long seed) {
    double wanted = (alarms + 0.5) / months;
    double threshold = 4;
    while (plainPerMonth(threshold, seed) > wanted) {
      threshold += 0.1;
    }
    return threshold;
  }

  /// Only failures raise the sum, and how many successes lie between two is one random number.
  private double plainPerMonth(double threshold, long seed) {
    double up = Math.log(Rival.PlainCusum.SOUGHT / Probes.NOISE);
    double down = Math.log((1 - Rival.PlainCusum.SOUGHT) / (1 - Probes.NOISE));
    Random random = new Random(seed);
    double sum = 0;
    int wrong = 0;
    int simulated = 20_000 / targets;
    double left = (double) simulated * MINUTES * targets;
    while (left > 0) {
      double gap = Math.floor(Math.log(1 - random.nextDouble()) / Math.log(1 - Probes.NOISE));
      left -= gap + 1;
      sum = Math.max(0, sum + gap * down) + up;
      if (sum >= threshold) {
        wrong++;
        sum = 0;
      }
    }
    return wrong / (double) simulated;
  }
}
