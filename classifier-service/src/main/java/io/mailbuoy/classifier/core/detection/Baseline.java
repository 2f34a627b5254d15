package io.mailbuoy.classifier.core.detection;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/// How often a target shows a sign when nothing is wrong, learned from its own history, in all and
/// at each [Stage].
///
/// It is the mean of a Beta prior and what was seen, forgetting at a rate of some days, between the
/// [Norm]'s floor and ceiling: for failures a prior of one in two hundred, 0.5 % and 5 %. To keep a
/// fault from being learned as normal, samples wait until the target's detector is back at zero, or
/// until there are so many without an alarm that the rate itself is the news.
public final class Baseline {
  private static final float MEMORY = 5_000;
  private static final int PATIENCE = 300;
  private static final int STAGES = Stage.count();

  private final Norm norm;
  private final float[] signs = new float[STAGES];
  private float samples;
  private final short[] waitingSigns = new short[STAGES];
  private short waitingSamples;

  public Baseline(Norm norm) {
    this.norm = norm;
  }

  /// Takes one first attempt outside of an episode.
  ///
  /// @param stage where the sign was shown
  public void add(boolean sign, Stage stage, boolean detectorAtZero) {
    waitingSamples++;
    if (sign) {
      waitingSigns[stage.place()]++;
    }
    if (detectorAtZero || waitingSamples >= PATIENCE) {
      learn();
    }
  }

  private void learn() {
    samples += waitingSamples;
    float kept = samples > MEMORY ? MEMORY / samples : 1;
    for (int i = 0; i < STAGES; i++) {
      signs[i] = kept * (signs[i] + waitingSigns[i]);
    }
    samples *= kept;
    forgetWaiting();
  }

  /// Drops what was not learned yet, because it turned out to be a fault.
  public void forgetWaiting() {
    for (int i = 0; i < STAGES; i++) {
      waitingSigns[i] = 0;
    }
    waitingSamples = 0;
  }

  /// The probability of the sign.
  public double rate() {
    double all = norm.priorSigns();
    for (float some : signs) {
      all += some;
    }
    return Math.clamp(all / (norm.priorSamples() + samples), norm.floor(), norm.ceiling());
  }

  /// The probability against which a sign at a stage is held: as that of a target that fails as
  /// often at every stage as it does at this one, and never more than [#rate]. So a refused login
  /// counts in full on a target that often does not get there and was never refused.
  public double rateAt(Stage stage) {
    double even =
        (norm.priorSigns() + STAGES * signs[stage.place()]) / (norm.priorSamples() + samples);
    return Math.min(Math.max(even, norm.floor()), rate());
  }

  public void writeTo(DataOutput out) throws IOException {
    for (int i = 0; i < STAGES; i++) {
      out.writeFloat(signs[i]);
      out.writeShort(waitingSigns[i]);
    }
    out.writeFloat(samples);
    out.writeShort(waitingSamples);
  }

  public void readFrom(DataInput in) throws IOException {
    for (int i = 0; i < STAGES; i++) {
      signs[i] = in.readFloat();
      waitingSigns[i] = in.readShort();
    }
    samples = in.readFloat();
    waitingSamples = in.readShort();
  }
}
