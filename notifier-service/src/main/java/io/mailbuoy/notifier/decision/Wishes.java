package io.mailbuoy.notifier.decision;

import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.AlertCommand;
import io.mailbuoy.contracts.event.AlertMatch;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// What people have asked for: silences, maintenance windows, and alerts that somebody has taken. A
/// value: [#with] makes a new one.
public final class Wishes {
  private final Map<String, Silence> silences;
  private final Set<String> taken;

  private Wishes(Map<String, Silence> silences, Set<String> taken) {
    this.silences = silences;
    this.taken = taken;
  }

  public static Wishes none() {
    return new Wishes(Map.of(), Set.of());
  }

  private record Silence(String tenant, AlertMatch match, Instant from, Instant until) {
    boolean covers(Alert alert, Instant now) {
      String owner = alert.tenant();
      return (owner == null || owner.equals(tenant))
          && !now.isBefore(from)
          && now.isBefore(until)
          && match.fits(alert);
    }
  }

  /// What became of reading a command.
  public sealed interface Heard {
    /// It counts from now on.
    record Understood(Wishes wishes) implements Heard {}

    /// It says too little to be followed.
    record Unclear(String reason) implements Heard {}
  }

  /// Adds a command. The same command twice is the same as once.
  public Heard with(AlertCommand command) {
    return switch (command.command().value()) {
      case SILENCE, MAINTENANCE -> silence(command);
      case ACKNOWLEDGE, RESOLVE -> acknowledge(command);
      case UNKNOWN ->
          new Heard.Unclear(
              "the command '"
                  + command.command().text()
                  + "' is not known; write acknowledge, resolve, silence or maintenance");
    };
  }

  private Heard silence(AlertCommand command) {
    Instant until = command.until();
    if (until == null) {
      return new Heard.Unclear("the field 'until' is missing; a silence must end some day");
    }
    Map<String, Silence> all = new HashMap<>(silences);
    all.put(
        command.id(),
        new Silence(command.tenant(), AlertMatch.of(command.match()), command.at(), until));
    return new Heard.Understood(new Wishes(Map.copyOf(all), taken));
  }

  private Heard acknowledge(AlertCommand command) {
    String alertId = command.alertId();
    if (alertId == null || alertId.isBlank()) {
      return new Heard.Unclear("the field 'alertId' is missing; name the alert that is taken");
    }
    Set<String> all = new HashSet<>(taken);
    all.add(alertId);
    return new Heard.Understood(new Wishes(silences, Set.copyOf(all)));
  }

  /// Until when nobody is to be told of this alert; empty where no silence covers it now.
  public Optional<Instant> silentUntil(Alert alert, Instant now) {
    return silences.values().stream()
        .filter(silence -> silence.covers(alert, now))
        .map(Silence::until)
        .max(Instant::compareTo);
  }

  /// Whether somebody has taken this alert.
  public boolean taken(String alertId) {
    return taken.contains(alertId);
  }
}
