package io.mailbuoy.benchmarks.probecpu;

/// What was counted after a warm-up of one third of the time.
///
/// @param cpuMillis processor time of the whole process, in user mode and in the kernel
record Cost(long probes, long failures, double seconds, double cpuMillis) {
  double perProbe() {
    return cpuMillis / probes;
  }

  double perSecond() {
    return probes / seconds;
  }

  /// A figure of probes that did not work would be of something else.
  Cost ifWell(String who) {
    if (probes == 0 || failures > probes / 100) {
      throw new IllegalStateException(
          "%s: %d of %d probes failed, so nothing was measured".formatted(who, failures, probes));
    }
    return this;
  }
}
