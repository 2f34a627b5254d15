package io.mailbuoy.standalone.demo;

import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.Outcome;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.contracts.event.ProbeResult;
import io.mailbuoy.contracts.event.Protocol;
import io.mailbuoy.contracts.event.Role;
import io.mailbuoy.contracts.event.Transition;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/// Tells what the services observed, decided and sent, while they do it.
final class Narrator {
  private static final int FAILURES_TOLD = 3;
  private static final Duration QUIET_STRETCH = Duration.ofDays(1);

  private final Screen screen;
  private final Set<String> answered = new HashSet<>();
  private final Set<String> cyclesTold = new HashSet<>();
  private boolean wellTold;
  private int failuresTold;
  private long probes;
  private long failures;
  private Instant nextAccount = Story.FAULT_BEGINS.plus(QUIET_STRETCH);

  Narrator(Screen screen) {
    this.screen = screen;
  }

  /// What really happens behind the scenes, where neither the user nor Mailbuoy can look.
  synchronized void aside(Instant at, String text) {
    screen.blank();
    screen.line(at, "(truth)", "magenta", text);
  }

  synchronized void observed(ProbeResult result) {
    if (result.role().is(Role.CONTROL) || !result.protocol().is(Protocol.IMAP)) {
      return;
    }
    probes++;
    boolean failed = result.outcome().is(Outcome.FAILURE);
    if (failed) {
      failures++;
    }
    if (!wellTold && !failed) {
      allIsWell(result);
    }
    if (failed && failuresTold < FAILURES_TOLD && cyclesTold.add(result.cycle())) {
      failuresTold++;
      screen.line(
          result.startedAt(), "observed", "yellow", result.targetId() + ": " + inWords(result));
    } else if (result.attempt() > 1 && cyclesTold.remove(result.cycle())) {
      screen.line(
          result.startedAt(),
          "observed",
          "yellow",
          result.targetId()
              + ": tried again at once, and "
              + (failed ? "it fails again" : "it works: the fault comes and goes"));
    }
    account(result.startedAt());
  }

  synchronized void decided(Alert alert) {
    boolean opened = alert.transition().is(Transition.OPENED);
    screen.line(
        alert.occurredAt(),
        "DECIDED",
        alert.transition().is(Transition.RESOLVED) ? "green,bold" : "red,bold",
        alert.severity().text().toUpperCase(Locale.ROOT)
            + ", "
            + alert.transition()
            + ": "
            + alert.title());
    screen.more(alert.summary());
    if (opened) {
      alert.evidence().forEach(fact -> screen.more("- " + fact));
      alert.advice().forEach(advice -> screen.more("Do: " + advice));
    }
  }

  synchronized void told(Instant at, Audience audience, String text) {
    screen.line(at, "told", "cyan", audience.title() + ": " + text);
  }

  private void allIsWell(ProbeResult result) {
    answered.add(result.targetId());
    if (answered.size() == Stage.MAILBOXES) {
      wellTold = true;
      screen.line(
          result.startedAt(),
          "observed",
          "green",
          "all " + Stage.MAILBOXES + " mailboxes open over IMAP; the last one " + phases(result));
    }
  }

  /// While days fly by, one line for each that says that somebody still watches.
  private void account(Instant at) {
    if (at.isBefore(nextAccount) || !at.isBefore(Story.PUBLISHED)) {
      return;
    }
    screen.line(
        at,
        "observed",
        "yellow",
        "%d probes so far, %d of them failed; the alert is open, and nobody is told twice"
            .formatted(probes, failures));
    while (!at.isBefore(nextAccount)) {
      nextAccount = nextAccount.plus(QUIET_STRETCH);
    }
  }

  private static String inWords(ProbeResult result) {
    return Optional.ofNullable(result.failure())
        .map(failure ->
            "%s fails%s"
                .formatted(
                    failure.phase(),
                    failure.serverText() == null
                        ? " (" + failure.kind() + ")"
                        : ", the server says \"" + failure.serverText() + "\""))
        .orElse("answers");
  }

  private static String phases(ProbeResult result) {
    return "took "
        + result.phases().stream()
            .filter(timing -> !timing.phase().is(Phase.LOGOUT))
            .map(timing -> timing.phase() + " " + timing.millis() + " ms")
            .reduce((left, right) -> left + ", " + right)
            .orElse("no time");
  }
}
