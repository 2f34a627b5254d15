package io.mailbuoy.classifier.core.state;

import io.mailbuoy.classifier.core.detection.Recovery;

/// How an open episode goes on: its failure rate and the test whether it is over. It changes with
/// every result and so is saved apart from the [Episode].
public final class Progress extends Part {
  static final String PREFIX = "progress/";

  private final String episodeId;
  private final Recovery recovery = new Recovery();
  private int attempts;
  private int failures;
  private int attemptsToLastFailure;

  public Progress(String episodeId) {
    this.episodeId = episodeId;
  }

  /// Takes what was seen of a target that is counted from now on.
  public void include(Tally tally) {
    tally.count();
    attempts += tally.attempts();
    failures += tally.failures();
    attemptsToLastFailure = attempts;
  }

  /// Takes what was counted for a target that was affected when the alarm was raised.
  ///
  /// @param normal how often it fails when nothing is wrong
  public void begin(Tally tally, double normal) {
    include(tally);
    recovery.begin(tally.attemptsToLastFailure(), tally.failures(), normal);
  }

  /// Takes a first attempt of an affected target.
  public void add(boolean failed, double baseline, long at) {
    recovery.add(failed, baseline, at);
    attempts++;
    if (failed) {
      failures++;
      attemptsToLastFailure = attempts;
    }
  }

  /// The failure rate of the affected targets from the onset to the last failure.
  public double rate() {
    return attemptsToLastFailure == 0 ? 1 : failures / (double) attemptsToLastFailure;
  }

  public Recovery recovery() {
    return recovery;
  }

  @Override
  public String name() {
    return PREFIX + episodeId;
  }

  @Override
  public byte[] save() {
    return written(out -> {
      out.writeUTF(episodeId);
      recovery.writeTo(out);
      out.writeInt(attempts);
      out.writeInt(failures);
      out.writeInt(attemptsToLastFailure);
    });
  }

  static Progress load(byte[] bytes) {
    return read(
        bytes,
        in -> {
          Progress progress = new Progress(in.readUTF());
          progress.recovery.readFrom(in);
          progress.attempts = in.readInt();
          progress.failures = in.readInt();
          progress.attemptsToLastFailure = in.readInt();
          return progress;
        });
  }
}
