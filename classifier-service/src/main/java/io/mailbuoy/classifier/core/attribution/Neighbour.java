package io.mailbuoy.classifier.core.attribution;

import io.mailbuoy.classifier.core.state.ScopeKey;

/// Another service or protocol at one location, as it was seen since the onset and before.
///
/// @param provider who runs it, as far as that is known; two services of one provider are no
///   independent witnesses
/// @param seen how many first attempts
/// @param failed how many of them failed
/// @param pathLike how many failed as they would on a broken path
/// @param tokens how many failed for want of a token, which says nothing about the way there
/// @param names how many failed because the name did not resolve
/// @param seenBefore how many first attempts in some time before the onset
/// @param failedBefore how many of these failed
/// @param lastAt the newest first attempt, in milliseconds since 1970
/// @param intervalMillis how often it is probed, as learned; 0 while unknown
/// @param ill whether it was failing well before the onset, for a reason of its own, and so is no
///   witness
public record Neighbour(
    ScopeKey scope,
    String location,
    String provider,
    int seen,
    int failed,
    int pathLike,
    int tokens,
    int names,
    int seenBefore,
    int failedBefore,
    long lastAt,
    long intervalMillis,
    boolean ill) {
  private static final double SOME = 0.1;
  private static final double NEARLY_ALL = 0.98;
  private static final double USUAL = 0.01;
  private static final double LIKELIER = 100;

  /// Of so many attempts one may fail by chance.
  private static final int ENOUGH = 4;

  public boolean healthy() {
    return seen > 0 && (failed <= seen * SOME || (failed == 1 && seen >= ENOUGH));
  }

  public double ratio() {
    return seen == 0 ? 0 : failed / (double) seen;
  }

  /// Whether it is far likelier to be well than to be behind a path that loses this share of
  /// everything.
  ///
  /// @param asked how many others are asked the same, of which one may say so by chance
  boolean contradicts(double ratio, int asked) {
    int lost = pathLike + tokens;
    double share = Math.clamp(ratio, 2 * USUAL, NEARLY_ALL);
    double well =
        lost * Math.log(USUAL / share) + (seen - lost) * Math.log((1 - USUAL) / (1 - share));
    return well > Math.log(LIKELIER * asked);
  }

  /// Whether its name does not resolve, most of the time.
  boolean nameless() {
    return names > 0 && names * 2 > seen;
  }
}
