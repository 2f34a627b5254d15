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
}
