package io.mailbuoy.classifier.core.attribution;

import io.mailbuoy.classifier.core.state.ScopeKey;

/// Another service or protocol at one location, as it was seen since the onset.
///
/// @param provider who runs it, as far as that is known; two services of one provider are no
///   independent witnesses
/// @param seen how many first attempts
/// @param failed how many of them failed
/// @param pathLike how many failed as they would on a broken path
/// @param tokens how many failed for want of a token, which says nothing about the way there
/// @param names how many failed because the name did not resolve
/// @param due whether it is probed there and should have been seen by now
public record Neighbour(
    ScopeKey scope,
    String location,
    String provider,
    int seen,
    int failed,
    int pathLike,
    int tokens,
    int names,
    boolean due) {
  private static final double SOME = 0.1;

  public boolean healthy() {
    return seen > 0 && failed <= seen * SOME;
  }

  public double ratio() {
    return seen == 0 ? 0 : failed / (double) seen;
  }

  public double pathRatio() {
    return seen == 0 ? 0 : pathLike / (double) seen;
  }

  /// The share that is in line with a broken path.
  public double inLineRatio() {
    return seen == 0 ? 0 : (pathLike + tokens) / (double) seen;
  }
}
