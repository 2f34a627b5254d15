package io.mailbuoy.classifier.core;

import io.mailbuoy.contracts.event.Phase;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.Predicate;

/// How long phases take in a [Story]: log-normal around a usual duration, now and then ten times as
/// long, with the rhythm of a day, and slower where the story says so.
final class Latency {
  private static final double DAY = 86_400_000;
  private static final double OUTLIER = 10;

  private final Random random;
  private final double sigma;
  private final double outliers;
  private final double rhythm;
  private final List<Slowing> slowings = new ArrayList<>();

  /// @param sigma standard deviation of the natural logarithm
  /// @param outliers share of the phases that take ten times as long
  /// @param rhythm how much slower than on average it is at the busiest time of a day, as a share
  Latency(long seed, double sigma, double outliers, double rhythm) {
    this.random = new Random(seed);
    this.sigma = sigma;
    this.outliers = outliers;
    this.rhythm = rhythm;
  }

  private record Slowing(
      Instant from,
      Instant to,
      Predicate<Story.Probed> who,
      Predicate<Phase> phases,
      double factor) {}

  void slow(
      Instant from,
      Instant to,
      Predicate<Story.Probed> who,
      Predicate<Phase> phases,
      double factor) {
    slowings.add(new Slowing(from, to, who, phases, factor));
  }

  int millis(Story.Probed target, Phase phase, Instant at) {
    double millis = usual(phase) * Math.exp(sigma * random.nextGaussian());
    millis *= random.nextDouble() < outliers ? OUTLIER : 1;
    millis *= 1 + rhythm * Math.sin(2 * Math.PI * at.toEpochMilli() / DAY);
    for (Slowing slowing : slowings) {
      if (!at.isBefore(slowing.from())
          && at.isBefore(slowing.to())
          && slowing.who().test(target)
          && slowing.phases().test(phase)) {
        millis *= slowing.factor();
      }
    }
    return (int) Math.max(1, Math.round(millis));
  }

  private static double usual(Phase phase) {
    return switch (phase) {
      case AUTHENTICATE -> 1_000;
      case EXAMINE, REQUEST -> 200;
      case GREETING -> 70;
      case SUBMIT, DELIVER -> 2_000;
      case TOKEN, DNS, CONNECT, TLS, CAPABILITY, LOGOUT, UNKNOWN -> 20;
    };
  }
}
