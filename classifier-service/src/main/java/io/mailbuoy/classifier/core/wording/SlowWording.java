package io.mailbuoy.classifier.core.wording;

import io.mailbuoy.classifier.core.attribution.Findings;
import io.mailbuoy.classifier.core.attribution.Slowness;
import io.mailbuoy.classifier.core.attribution.Verdict;
import io.mailbuoy.classifier.core.detection.Span;
import io.mailbuoy.classifier.core.naming.Names;
import io.mailbuoy.contracts.event.Alert.IncidentLink;
import io.mailbuoy.contracts.event.Cause;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// What an alert tells a person about what works and is slow.
final class SlowWording {
  private static final long A_FEW_SECONDS = 10_000;

  private SlowWording() {}

  static String title(Findings f, Verdict verdict) {
    String what = Names.scope(f.scope());
    if (verdict.cause() == Cause.NETWORK_PATH) {
      return what + " is slow from " + String.join(", ", f.locations());
    }
    if (verdict.cause() == Cause.CONFIGURATION_CHANGE) {
      return what + " is slow after a change of ours";
    }
    boolean one = f.affected().size() == 1 && f.targetsTotal() > 1;
    return what + " is slow" + (one ? " for " + f.affected().first() : "");
  }

  static String hit(Findings f, Slowness slow) {
    return "%d of %d %s of %s %s, since %s, seen from %s: %s. %s"
        .formatted(
            f.affected().size(),
            f.targetsTotal(),
            f.targetsTotal() == 1 ? "target" : "targets",
            Names.scope(f.scope()),
            f.affected().size() == 1 ? "is slow" : "are slow",
            Names.time(f.onset()),
            String.join(", ", f.locations()),
            compared(slow),
            failing(slow));
  }

  static String ending(Findings f, Slowness slow) {
    return "Over: as fast as usual since %s. It was slow for %s, on %d of %d targets of %s, seen from %s."
        .formatted(
            Names.time(slow.lastSlowAt()),
            Names.duration(Duration.ofMillis(slow.lastSlowAt() - f.onset())),
            f.affected().size(),
            f.targetsTotal(),
            Names.scope(f.scope()),
            String.join(", ", f.locations()));
  }

  static List<String> facts(Findings f, Slowness slow, Verdict verdict, List<IncidentLink> links) {
    List<String> facts = new ArrayList<>();
    facts.add(
        "%d of the %d successful first attempts on %s since %s were slower than %s own usual limit (%s)."
            .formatted(
                f.ratioFailures(),
                f.ratioAttempts(),
                f.ofAll() ? "all targets" : f.affected().size() == 1 ? "it" : "them",
                Names.time(f.onset()),
                f.affected().size() == 1 ? "its" : "each target's",
                Facts.percent(f.ratio())));
    facts.add(
        "Usual median of %s: %s; now: %s (%.1f times)."
            .formatted(
                name(slow.span()), seconds(slow.usual()), seconds(slow.now()), slow.factor()));
    facts.add(
        "%d of the %d first attempts of the same time failed."
            .formatted(slow.failures(), slow.attempts()));
    facts.addAll(verdict.because());
    for (Slowness.Beside beside : slow.beside()) {
      if (beside.timed() > 0) {
        facts.add(
            "%s from %s: %d of %d probes in the same time were as fast as usual."
                .formatted(
                    Names.scope(beside.scope()),
                    beside.location(),
                    beside.timed() - beside.slow(),
                    beside.timed()));
      }
    }
    links.forEach(link -> facts.add(Facts.incident(link)));
    return facts;
  }

  static List<String> advice(Findings f, Slowness slow) {
    List<String> advice = new ArrayList<>();
    if (slow.now() >= A_FEW_SECONDS) {
      advice.add("Mail readers with short time-outs will fail; give them more time.");
    }
    if (f.working().contains("outlook-web")) {
      advice.add("People can read their mail in Outlook on the web, which works.");
    }
    return advice;
  }

  private static String compared(Slowness slow) {
    return "%s takes %s where %s is usual"
        .formatted(name(slow.span()), seconds(slow.now()), seconds(slow.usual()));
  }

  private static String failing(Slowness slow) {
    return slow.failures() == 0
        ? "Nothing fails."
        : "%s of the probes fail.".formatted(Facts.percent(slow.failureRatio()));
  }

  private static String name(Span span) {
    return switch (span) {
      case AUTHENTICATE -> "the login";
      case EXAMINE -> "opening the mailbox";
      case TOTAL -> "the whole probe";
    };
  }

  private static String seconds(long millis) {
    return millis < 1_000 ? millis + " ms" : String.format(Locale.ROOT, "%.1f s", millis / 1_000.0);
  }
}
