package io.mailbuoy.benchmarks.detection;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/// Delays of many runs, in minutes. One that is not over when the run ends is endless.
final class Delays {
  private final List<Double> minutes = new ArrayList<>();

  void add(double value) {
    minutes.add(value);
  }

  int count() {
    return minutes.size();
  }

  double quantile(double q) {
    if (minutes.isEmpty()) {
      return Double.NaN;
    }
    List<Double> sorted = new ArrayList<>(minutes);
    Collections.sort(sorted);
    return sorted.get((int) Math.min(sorted.size() - 1L, Math.round(q * (sorted.size() - 1))));
  }

  double median() {
    return quantile(0.5);
  }

  String told() {
    return minute(median()) + " / " + minute(quantile(0.9));
  }

  static String minute(double value) {
    if (Double.isNaN(value)) {
      return "-";
    }
    if (Double.isInfinite(value)) {
      return "never";
    }
    return "%.1f".formatted(value);
  }
}
