package io.mailbuoy.benchmarks.detection;

import java.util.Arrays;

/// A rule that others use.
interface Rival {
  String name();

  /// Takes a probe.
  ///
  /// @return whether it raises an alarm now
  boolean take(int target, boolean failed);

  void reset();

  /// So many failures of one target in a row.
  final class InRow implements Rival {
    private final String name;
    private final int enough;
    private final int[] rows;

    InRow(String name, int enough, int targets) {
      this.name = name;
      this.enough = enough;
      this.rows = new int[targets];
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public boolean take(int target, boolean failed) {
      rows[target] = failed ? rows[target] + 1 : 0;
      return rows[target] >= enough;
    }

    @Override
    public void reset() {
      Arrays.fill(rows, 0);
    }
  }

  /// So many failures among the last probes of one target.
  final class OfLast implements Rival {
    private final String name;
    private final int enough;
    private final int window;
    private final int[] last;

    OfLast(String name, int enough, int window, int targets) {
      this.name = name;
      this.enough = enough;
      this.window = window;
      this.last = new int[targets];
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public boolean take(int target, boolean failed) {
      last[target] = (last[target] << 1 | (failed ? 1 : 0)) & (1 << window) - 1;
      return Integer.bitCount(last[target]) >= enough;
    }

    @Override
    public void reset() {
      Arrays.fill(last, 0);
    }
  }

  /// More than half of all probes of the last five minutes failed.
  final class Half implements Rival {
    private static final int MINUTES = 5;

    private final String name;
    private final boolean[] last;
    private int next;
    private int seen;
    private int failures;

    Half(String name, int targets) {
      this.name = name;
      this.last = new boolean[MINUTES * targets];
    }

    @Override
    public String name() {
      return name;
    }

    @Override
    public boolean take(int target, boolean failed) {
      failures += (failed ? 1 : 0) - (last[next] ? 1 : 0);
      last[next] = failed;
      next = (next + 1) % last.length;
      seen++;
      return seen >= last.length && failures * 2 > last.length;
    }

    @Override
    public void reset() {
      Arrays.fill(last, false);
      failures = 0;
    }
  }

  /// Page's cumulative sum over all targets together, for one failure rate.
  final class PlainCusum implements Rival {
    /// The lowest rate that is to be found soon.
    static final double SOUGHT = 0.1;

    private static final double FAILURE = Math.log(SOUGHT / Probes.NOISE);
    private static final double SUCCESS = Math.log((1 - SOUGHT) / (1 - Probes.NOISE));

    private final double threshold;
    private double sum;

    PlainCusum(double threshold) {
      this.threshold = threshold;
    }

    @Override
    public String name() {
      return "one pooled CUSUM, as often wrong as ours";
    }

    @Override
    public boolean take(int target, boolean failed) {
      sum = Math.max(0, sum + (failed ? FAILURE : SUCCESS));
      return sum >= threshold;
    }

    @Override
    public void reset() {
      sum = 0;
    }
  }
}
