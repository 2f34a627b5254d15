package io.mailbuoy.benchmarks.detection;

import io.mailbuoy.classifier.core.Observation;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.contracts.event.Protocol;
import java.util.EnumMap;
import java.util.Map;
import java.util.Random;

/// Mailboxes that are probed once a minute, each at a second of its own, and fail by chance.
///
/// Durations are log-normal (0.3 on the natural logarithm), one in a hundred is ten times as long,
/// and all follow the rhythm of a day (30 % more at its height).
final class Probes {
  static final long MINUTE = 60_000;

  /// How often a healthy mailbox fails.
  static final double NOISE = 0.005;

  private static final long BEGIN = 1_767_225_600_000L; // 2026-01-01, midnight
  private static final double DAY = 24.0 * 60 * MINUTE;
  private static final double SIGMA = 0.3;
  private static final double OUTLIERS = 0.01;
  private static final double OUTLIER = 10;
  private static final double RHYTHM = 0.3;
  private static final int LOGIN = 1_000;
  private static final int EXAMINE = 150;
  private static final int REST = 130;

  private final Random random;
  private final boolean timed;
  private final long[] offsets;
  private double failing = NOISE;
  private double slower = 1;
  private int next;
  private int number;
  private long minute = BEGIN;
  private long at;

  /// @param timed whether durations vary
  Probes(long seed, int targets, boolean timed) {
    this.random = new Random(seed);
    this.timed = timed;
    this.offsets = random.longs(targets, 0, MINUTE).sorted().toArray();
  }

  /// From now on this share fails.
  void fail(double rate) {
    failing = rate;
  }

  /// From now on logins take this many times as long.
  void slow(double factor) {
    slower = factor;
  }

  int targets() {
    return offsets.length;
  }

  /// The target of the probe that comes next.
  int target() {
    return next;
  }

  /// When the probe that comes next begins, in milliseconds since 1970.
  long at() {
    return minute + offsets[next];
  }

  /// When the last probe began.
  long now() {
    return at;
  }

  /// The next probe.
  Observation take() {
    at = at();
    boolean failed = random.nextDouble() < failing;
    Map<Phase, Integer> phases = new EnumMap<>(Phase.class);
    int total = 0;
    if (timed) {
      double rhythm = 1 + RHYTHM * Math.sin(2 * Math.PI * at / DAY);
      int login = millis(LOGIN * slower * rhythm);
      int examine = millis(EXAMINE * rhythm);
      phases.put(Phase.AUTHENTICATE, login);
      phases.put(Phase.EXAMINE, examine);
      total = login + examine + millis(REST * rhythm);
    }
    Observation probe = observation(next, failed, phases, total);
    next++;
    if (next == offsets.length) {
      next = 0;
      minute += MINUTE;
    }
    return probe;
  }

  private int millis(double usual) {
    double millis = usual * Math.exp(SIGMA * random.nextGaussian());
    return (int) Math.max(1, random.nextDouble() < OUTLIERS ? OUTLIER * millis : millis);
  }

  private Observation observation(
      int target, boolean failed, Map<Phase, Integer> phases, int total) {
    return new Observation(
        ++number * 0x9E3779B97F4A7C15L,
        "mailbox-" + target,
        "contoso",
        "fra1",
        "exchange-online",
        Open.of(Protocol.IMAP),
        false,
        at,
        1,
        failed ? FailureKind.AUTH_REJECTED : null,
        failed ? Phase.AUTHENTICATE : Phase.UNKNOWN,
        failed,
        failed ? "NO AUTHENTICATE failed." : null,
        phases,
        total,
        0);
  }
}
