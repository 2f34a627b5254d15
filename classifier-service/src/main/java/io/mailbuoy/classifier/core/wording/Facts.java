package io.mailbuoy.classifier.core.wording;

import io.mailbuoy.classifier.core.attribution.Findings;
import io.mailbuoy.classifier.core.attribution.Neighbour;
import io.mailbuoy.classifier.core.attribution.Slowness;
import io.mailbuoy.classifier.core.attribution.Verdict;
import io.mailbuoy.classifier.core.naming.Names;
import io.mailbuoy.classifier.core.wording.ProviderNote.Withdrawal;
import io.mailbuoy.contracts.event.Alert.IncidentLink;
import io.mailbuoy.contracts.event.Relation;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// The evidence of an alert: facts with their numbers, from which a reader can derive the verdict.
public final class Facts {
  private Facts() {}

  /// All facts, the strongest first.
  public static List<String> of(
      Findings f, Verdict verdict, List<IncidentLink> links, List<Withdrawal> withdrawn) {
    Slowness slow = f.slowness();
    if (slow != null) {
      List<String> facts = SlowWording.facts(f, slow, verdict, links);
      withdrawn.forEach(one -> facts.add(ProviderNote.withdrawal(one)));
      return facts;
    }
    List<String> facts = new ArrayList<>();
    facts.add(
        "%d of %d targets of %s %s from %s since %s: %d of the %d first attempts on %s failed (%s)."
            .formatted(
                f.affected().size(),
                f.targetsTotal(),
                Names.scope(f.scope()),
                f.affected().size() == 1 ? "fails" : "fail",
                String.join(", ", f.locations()),
                Names.time(f.onset()),
                f.ratioFailures(),
                f.ratioAttempts(),
                f.ofAll() ? "all targets" : f.affected().size() == 1 ? "it" : "them",
                percent(f.ratio())));
    facts.add(
        "The commonest failure is %s in the phase %s (%d of %d)%s."
            .formatted(
                f.kind().text(),
                f.phase().text(),
                f.kinds().getOrDefault(f.kind(), 0),
                f.looked(),
                f.serverText() == null ? "" : "; the server says \"" + f.serverText() + "\""));
    if (f.tokensIssued() > 0) {
      facts.add(
          "A token had been issued before %d of %d failures, so the identity provider accepts us."
              .formatted(f.tokensIssued(), f.looked()));
    }
    if (f.retries() > 0) {
      facts.add(
          "%d of %d retries right after a failure succeeded."
              .formatted(f.retriesSucceeded(), f.retries()));
    }
    facts.addAll(verdict.because());
    f.neighbours().stream().filter(n -> n.lastAt() > 0).forEach(n -> facts.add(neighbour(n)));
    links.forEach(link -> facts.add(incident(link)));
    withdrawn.forEach(one -> facts.add(ProviderNote.withdrawal(one)));
    return facts;
  }

  private static String neighbour(Neighbour n) {
    String what = "%s from %s: ".formatted(Names.scope(n.scope()), n.location());
    if (n.ill()) {
      return what + "was failing before, for a reason of its own, and so tells nothing.";
    }
    if (n.seen() > 0) {
      return what
          + "%d of %d first attempts answered in the same time%s."
              .formatted(
                  n.seen() - n.failed(),
                  n.seen(),
                  n.failed() > 0 && n.failedBefore() == 0 && n.seenBefore() > 0
                      ? ", and all %d shortly before".formatted(n.seenBefore())
                      : "");
    }
    return what
        + "not asked since; %d of %d first attempts answered shortly before, the last at %s UTC."
            .formatted(n.seenBefore() - n.failedBefore(), n.seenBefore(), Names.clock(n.lastAt()));
  }

  /// Evidence with what it says of incidents replaced.
  public static List<String> withIncidents(
      List<String> evidence,
      List<IncidentLink> before,
      List<IncidentLink> links,
      List<Withdrawal> withdrawn) {
    List<String> facts = new ArrayList<>(evidence);
    before.forEach(link -> facts.remove(incident(link)));
    links.forEach(link -> facts.add(incident(link)));
    facts.removeAll(withdrawn.stream().map(ProviderNote::withdrawal).toList());
    withdrawn.forEach(one -> facts.add(ProviderNote.withdrawal(one)));
    return facts;
  }

  static String incident(IncidentLink link) {
    return "%s %s this (score %.2f): it %s."
        .formatted(
            link.id(),
            link.relation().is(Relation.CONFIRMS) ? "confirms" : "may be related to",
            link.score(),
            String.join("; ", link.why()));
  }

  static String percent(double ratio) {
    return String.format(Locale.ROOT, "%.0f %%", ratio * 100);
  }
}
