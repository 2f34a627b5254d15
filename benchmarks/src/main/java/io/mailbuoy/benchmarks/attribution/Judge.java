package io.mailbuoy.benchmarks.attribution;

import io.mailbuoy.contracts.event.Alert;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/// Holds what was said against what must be said.
final class Judge {
  private static final double EARLY = 1.5;

  private final Scenario scenario;
  private final List<String> wrong = new ArrayList<>();
  private int falseAlarms;

  private Judge(Scenario scenario) {
    this.scenario = scenario;
  }

  /// What is wrong, and how many alerts there were while nothing was: these are the detector's, and
  /// it has a budget for them.
  record Judgement(List<String> wrong, int falseAlarms) {}

  /// Judges the alerts of a scenario.
  static Judgement judge(Scenario scenario, List<Alert> alerts) {
    Judge judge = new Judge(scenario);
    for (int tenant = 1; tenant <= scenario.watch().tenants(); tenant++) {
      String name = "tenant-" + tenant;
      judge.tenant(
          name,
          alerts.stream().filter(a -> name.equals(a.tenant())).toList(),
          scenario.expected().getOrDefault(tenant, List.of()));
    }
    return new Judgement(judge.wrong, judge.falseAlarms);
  }

  /// The cause that the first alert ends with, or `none`.
  static String cause(List<Alert> alerts) {
    if (alerts.isEmpty()) {
      return "none";
    }
    String first = alerts.getFirst().alertId();
    return alerts.stream()
        .filter(a -> a.alertId().equals(first))
        .reduce((a, b) -> b)
        .map(a -> a.verdict().cause().text())
        .orElse("none");
  }

  private void tenant(String name, List<Alert> alerts, List<Scenario.Expected> expected) {
    Map<String, List<Alert>> episodes = new LinkedHashMap<>();
    alerts.forEach(a -> episodes.computeIfAbsent(a.alertId(), id -> new ArrayList<>()).add(a));
    int all = episodes.size();
    episodes.values().removeIf(revisions -> !meetsAFault(revisions.getFirst()));
    falseAlarms += all - episodes.size();
    if (episodes.size() != expected.size()) {
      wrong.add(
          "%s: %d alerts, not %d: %s"
              .formatted(name, episodes.size(), expected.size(), told(episodes)));
      return;
    }
    List<List<Alert>> left = new ArrayList<>(episodes.values());
    for (Scenario.Expected e : expected) {
      List<Alert> best =
          left.stream()
              .filter(revisions -> revisions.getLast().verdict().cause().text().equals(e.cause()))
              .findFirst()
              .orElse(left.getFirst());
      left.remove(best);
      revisions(name, best, e);
    }
  }

  /// Whether anything was wrong when an alert was opened.
  private boolean meetsAFault(Alert opened) {
    return scenario.faults().stream().anyMatch(f -> meets(opened, f.begins(), f.ends()))
        || scenario.silences().stream().anyMatch(s -> meets(opened, s.begins(), s.ends()));
  }

  private static boolean meets(Alert opened, Duration begins, Duration ends) {
    return !opened.detectedAt().isBefore(World.BEGIN.plus(begins))
        && !opened.impact().since().isAfter(World.BEGIN.plus(ends));
  }

  private static List<String> told(Map<String, List<Alert>> episodes) {
    return episodes.values().stream()
        .map(revisions ->
            revisions.getFirst().service()
                + " "
                + revisions.stream().map(a -> a.verdict().cause().text()).distinct().toList()
                + " since "
                + revisions.getFirst().impact().since())
        .toList();
  }

  private void revisions(String tenant, List<Alert> revisions, Scenario.Expected e) {
    List<String> causes = new ArrayList<>();
    for (Alert revision : revisions) {
      String cause = revision.verdict().cause().text();
      if (causes.isEmpty() || !causes.getLast().equals(cause)) {
        causes.add(cause);
      }
    }
    if (!inOrder(e.causes(), causes)) {
      wrong.add("%s: causes %s, not %s".formatted(tenant, causes, e.causes()));
    }
    Alert last = revisions.getLast();
    check(tenant, "fault domain", e.domain(), last.verdict().faultDomain().text());
    if (e.pattern() != null) {
      check(tenant, "pattern", e.pattern(), last.verdict().pattern().text());
    }
    if (e.affected() >= 0) {
      int affected = last.impact().targetsAffected();
      if (affected > e.affected() || affected < Math.floor(e.affected() * e.share())) {
        wrong.add("%s: %d targets affected, not %d".formatted(tenant, affected, e.affected()));
      }
    }
    since(tenant, last, e);
    if (e.locations() != null) {
      check(tenant, "locations", e.locations(), last.impact().locations());
    }
    if (e.severity() != null) {
      check(tenant, "severity", e.severity(), last.severity().text());
    }
    if (e.acknowledged() != null) {
      check(tenant, "acknowledged", e.acknowledged(), last.provider().acknowledged());
    }
    check(tenant, "resolved", e.resolved(), last.resolvedAt() != null);
    contains(tenant, "evidence", e.evidence(), revisions, Alert::evidence);
    contains(tenant, "advice", e.advice(), revisions, Alert::advice);
  }

  /// A cause in brackets need not be said.
  private static boolean inOrder(List<String> wanted, List<String> said) {
    int next = 0;
    for (String cause : wanted) {
      boolean optional = cause.startsWith("(");
      String name = optional ? cause.substring(1, cause.length() - 1) : cause;
      if (next < said.size() && said.get(next).equals(name)) {
        next++;
      } else if (!optional) {
        return false;
      }
    }
    return next == said.size();
  }

  private void since(String tenant, Alert last, Scenario.Expected e) {
    Instant begins = World.BEGIN.plus(e.begins());
    Duration off = Duration.between(begins, last.impact().since());
    Duration early = e.within().dividedBy(2);
    if (off.compareTo(e.within()) > 0 || off.negated().toMillis() > early.toMillis() * EARLY) {
      wrong.add(
          "%s: since %s, which is %d s from %s (at most %d s)"
              .formatted(
                  tenant, last.impact().since(), off.toSeconds(), begins, e.within().toSeconds()));
    }
  }

  private interface Sentences {
    List<String> of(Alert alert);
  }

  private void contains(
      String tenant,
      String what,
      @Nullable String wanted,
      List<Alert> revisions,
      Sentences sentences) {
    if (wanted != null
        && revisions.stream()
            .noneMatch(a -> sentences.of(a).stream().anyMatch(s -> s.contains(wanted)))) {
      wrong.add(
          "%s: no %s says '%s': %s"
              .formatted(tenant, what, wanted, sentences.of(revisions.getLast())));
    }
  }

  private void check(String tenant, String what, Object wanted, Object said) {
    if (!Objects.equals(wanted, said)) {
      wrong.add("%s: %s %s, not %s".formatted(tenant, what, said, wanted));
    }
  }
}
