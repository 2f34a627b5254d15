package io.mailbuoy.classifier.core.detection;

import java.io.DataInput;
import java.io.DataOutput;
import java.io.IOException;

/// How often a target shows a sign when nothing is wrong, learned from its own history.
///
/// It is the mean of a Beta prior and what was seen, forgetting at a rate of some days, between the
/// [Norm]'s floor and ceiling: for failures a prior of one in two hundred, 0.5 % and 5 %. To keep a
/// fault from being learned as normal, samples wait until the target's detector is back at zero, or
/// until there are so many without an alarm that the rate itself is the news.
public final class Baseline {
  private static final double MEMORY = 5_000;
  private static final int PATIENCE = 300;

  private final Norm norm;
  private double signs;
  private double samples;
  private int waitingSigns;
  private int waitingSamples;

  public Baseline(Norm norm) {
    this.norm = norm;
  }

  /// Takes one first attempt outside of an episode.
  public void add(boolean sign, boolean detectorAtZero) {
    waitingSamples++;
    if (sign) {
      waitingSigns++;
    }
    if (detectorAtZero || waitingSamples >= PATIENCE) {
      learn();
    }
  }

  private void learn() {
    samples += waitingSamples;
    signs += waitingSigns;
    if (samples > MEMORY) {
      signs *= MEMORY / samples;
      samples = MEMORY;
    }
    forgetWaiting();
  }

  /// Drops what was not learned yet, because it turned out to be a fault.
  public void forgetWaiting() {
    waitingSigns = 0;
    waitingSamples = 0;
  }

  /// The probability of the sign.
  public double rate() {
    double mean = (norm.priorSigns() + signs) / (norm.priorSamples() + samples);
    return Math.clamp(mean, norm.floor(), norm.ceiling());
  }

  public void writeTo(DataOutput out) throws IOException {
    out.writeDouble(signs);
    out.writeDouble(samples);
    out.writeInt(waitingSigns);
    out.writeInt(waitingSamples);
  }

  public void readFrom(DataInput in) throws IOException {
    signs = in.readDouble();
    samples = in.readDouble();
    waitingSigns = in.readInt();
    waitingSamples = in.readInt();
  }
}
