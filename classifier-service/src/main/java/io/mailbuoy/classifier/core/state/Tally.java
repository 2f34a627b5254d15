package io.mailbuoy.classifier.core.state;

import io.mailbuoy.classifier.core.detection.Chance;
import io.mailbuoy.classifier.core.detection.Norm;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Phase;
import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;
import java.util.EnumMap;
import java.util.Map;

/// What was seen of one target at one location since the onset of an episode.
public final class Tally {
  /// A count of failures is beyond the baseline when it exceeds the expectation by this many
  /// standard deviations.
  private static final double DEVIATIONS = 2.33;

  private static final double USUAL = 0.01;
  private static final double NEVER_BY_CHANCE = 2e-4;

  private final Map<FailureKind, Integer> kinds = new EnumMap<>(FailureKind.class);
  private final Map<Phase, Integer> phases = new EnumMap<>(Phase.class);
  private int attempts;
  private int failures;
  private int attemptsToLastFailure;
  private int retries;
  private int retriesSucceeded;
  private int tokensIssued;
  private int run;
  private boolean counted;

  /// Takes a first attempt that succeeded.
  public void success() {
    attempts++;
    run++;
  }

  /// Takes a first attempt that failed.
  public void failure(FailureKind kind, Phase phase, boolean tokenIssued) {
    attempts++;
    failures++;
    run = 0;
    attemptsToLastFailure = attempts;
    kinds.merge(kind, 1, Integer::sum);
    phases.merge(phase, 1, Integer::sum);
    if (tokenIssued) {
      tokensIssued++;
    }
  }

  /// Takes a first attempt that succeeded and was slow, where slowness is what is counted.
  public void slow() {
    attempts++;
    failures++;
    run = 0;
    attemptsToLastFailure = attempts;
  }

  /// Takes a retry.
  public void retry(boolean failed) {
    retries++;
    if (!failed) {
      retriesSucceeded++;
    }
  }

  /// Whether it failed more often than is normal.
  public boolean beyond(Norm norm, double normal) {
    return failures > limit(normal) && norm.often(failures, attemptsToLastFailure);
  }

  /// Whether it failed so much more often than usual that chance is out of the question, however
  /// often one looks.
  public boolean farBeyond(double baseline) {
    return failures >= 2
        && Chance.atLeast(failures, attempts, Math.max(baseline, USUAL)) < NEVER_BY_CHANCE;
  }

  /// Whether it is counted among those by whose results an episode goes on and ends.
  public boolean counted() {
    return counted;
  }

  void count() {
    counted = true;
  }

  /// How many failures of as many attempts are more often than the baseline explains.
  public int failuresBeyond(double baseline) {
    return (int) Math.floor(limit(baseline)) + 1;
  }

  private double limit(double normal) {
    double expected = attempts * normal;
    return expected + DEVIATIONS * Math.sqrt(expected);
  }

  /// The failure rate up to the last failure, so that a recovery does not hide how bad it was.
  public double rate() {
    return failures == 0 ? 0 : failures / (double) attemptsToLastFailure;
  }

  /// First attempts up to the last failure.
  public int attemptsToLastFailure() {
    return attemptsToLastFailure;
  }

  public int attempts() {
    return attempts;
  }

  public int failures() {
    return failures;
  }

  public int retries() {
    return retries;
  }

  public int retriesSucceeded() {
    return retriesSucceeded;
  }

  public int tokensIssued() {
    return tokensIssued;
  }

  /// How many first attempts succeeded since the last failure.
  public int run() {
    return run;
  }

  /// Failures by kind.
  public Map<FailureKind, Integer> kinds() {
    return kinds;
  }

  /// Failures by phase.
  public Map<Phase, Integer> phases() {
    return phases;
  }

  public void writeTo(DataOutput out) throws IOException {
    Words.writeCounts(out, kinds);
    Words.writeCounts(out, phases);
    out.writeInt(attempts);
    out.writeInt(failures);
    out.writeInt(attemptsToLastFailure);
    out.writeInt(retries);
    out.writeInt(retriesSucceeded);
    out.writeInt(tokensIssued);
    out.writeInt(run);
    out.writeBoolean(counted);
  }

  public void readFrom(DataInput in) throws IOException {
    Words.readCounts(in, FailureKind.class, kinds);
    Words.readCounts(in, Phase.class, phases);
    attempts = in.readInt();
    failures = in.readInt();
    attemptsToLastFailure = in.readInt();
    retries = in.readInt();
    retriesSucceeded = in.readInt();
    tokensIssued = in.readInt();
    run = in.readInt();
    counted = in.readBoolean();
  }
}
