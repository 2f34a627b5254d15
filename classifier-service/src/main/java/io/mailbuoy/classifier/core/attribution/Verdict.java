package io.mailbuoy.classifier.core.attribution;

import io.mailbuoy.contracts.event.Cause;
import io.mailbuoy.contracts.event.FaultDomain;
import java.util.List;

/// Whose fault it is, and why.
///
/// @param confidence from 0 to 1
/// @param because sentences from which it follows, together with the findings' own
public record Verdict(FaultDomain domain, Cause cause, double confidence, List<String> because) {
  private static final double SUREST = 0.97;

  public Verdict {
    confidence = Math.round(Math.clamp(confidence, 0, SUREST) * 100) / 100.0;
    because = List.copyOf(because);
  }

  static Verdict of(FaultDomain domain, Cause cause, double confidence, String... because) {
    return new Verdict(domain, cause, confidence, List.of(because));
  }
}
