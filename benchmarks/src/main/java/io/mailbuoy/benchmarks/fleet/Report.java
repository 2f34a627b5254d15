package io.mailbuoy.benchmarks.fleet;

import java.io.PrintStream;

/// Prints figures, and holds those that have a limit against it.
public final class Report {
  private final PrintStream out;
  private boolean passed = true;

  public Report(PrintStream out) {
    this.out = out;
  }

  public void say(String line) {
    out.println(line);
  }

  public void figure(String name, String value) {
    out.println("  %-44s %s".formatted(name, value));
  }

  /// A figure that must not be larger than its limit.
  public void atMost(String name, double value, double limit, String unit) {
    boolean good = value <= limit;
    passed &= good;
    out.println(
        "  %-44s %s %s, at most %s: %s"
            .formatted(name, round(value), unit, round(limit), good ? "PASS" : "FAIL"));
  }

  public void atLeast(String name, double value, double limit, String unit) {
    boolean good = value >= limit;
    passed &= good;
    out.println(
        "  %-44s %s %s, at least %s: %s"
            .formatted(name, round(value), unit, round(limit), good ? "PASS" : "FAIL"));
  }

  public boolean passed() {
    return passed;
  }

  private static String round(double value) {
    return value >= 100 || value == Math.rint(value)
        ? String.valueOf(Math.round(value))
        : "%.2f".formatted(value);
  }
}
