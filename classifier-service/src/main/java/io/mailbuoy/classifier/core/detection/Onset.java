package io.mailbuoy.classifier.core.detection;

/// When a fault began.
///
/// The test finds the first failure that belongs to the fault. Where every probe fails, that is as
/// good as can be known. Where one in ten does, others passed through the fault before it, on
/// average nine, and the estimate would be late by as much.
public final class Onset {
  private static final double NEARLY_ALL = 0.9;
  private static final int FEW = 3;

  private Onset() {}

  /// The median of when it began, given the first failure.
  ///
  /// @param firstSeen time of the first failure, in milliseconds since 1970
  /// @param attempts first attempts since, the first failure included
  /// @param failures how many of them failed
  /// @param gap the mean time between two attempts, in milliseconds
  public static long before(long firstSeen, int attempts, int failures, double gap) {
    if (failures < FEW || attempts <= failures) {
      return firstSeen;
    }
    double rate = (failures - 1.0) / (attempts - 1.0);
    if (rate >= NEARLY_ALL) {
      return firstSeen;
    }
    double missed = Math.log(2) / -Math.log(1 - rate);
    return firstSeen - Math.round(missed * gap);
  }
}
