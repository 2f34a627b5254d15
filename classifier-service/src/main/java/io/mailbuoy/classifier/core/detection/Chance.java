package io.mailbuoy.classifier.core.detection;

/// Probabilities.
public final class Chance {
  private Chance() {}

  /// The probability of at most `k` failures in `n` probes that each fail with probability `p`.
  public static double atMost(int k, int n, double p) {
    double term = Math.pow(1 - p, n);
    double sum = 0;
    for (int i = 0; i <= k && i <= n; i++) {
      sum += term;
      term *= (n - i) / (i + 1.0) * (p / (1 - p));
    }
    return Math.min(1, sum);
  }

  /// The probability of at least `k` failures in `n` probes that each fail with probability `p`.
  public static double atLeast(int k, int n, double p) {
    return k <= 0 ? 1 : Math.max(0, 1 - atMost(k - 1, n, p));
  }

  /// The probability of at least `k` rare events where `expected` are expected (Poisson).
  public static double rareAtLeast(int k, double expected) {
    double term = Math.exp(-expected);
    double sum = 0;
    for (int i = 0; i < k; i++) {
      sum += term;
      term *= expected / (i + 1.0);
    }
    return Math.max(0, 1 - sum);
  }
}
