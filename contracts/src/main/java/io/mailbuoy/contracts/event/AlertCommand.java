package io.mailbuoy.contracts.event;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/// What a person asks of Mailbuoy: to acknowledge an alert, to be silent, or to know of a
/// maintenance window.
///
/// @param alertId which alert is acknowledged or resolved
/// @param match which alerts a silence or maintenance window is about, in the form of a route's
///   `match`
/// @param until when a silence or maintenance window ends
public record AlertCommand(
    String id,
    String tenant,
    Instant at,
    Open<CommandKind> command,
    @Nullable String alertId,
    Map<String, List<String>> match,
    @Nullable Instant until,
    @Nullable String by,
    @Nullable String comment) {
  /// @throws IllegalArgumentException naming the field, where one is missing
  public AlertCommand {
    Require.text("id", id);
    Require.text("tenant", tenant);
    Require.present("at", at);
    Require.present("command", command);
    match = Require.map("match", match);
  }
}
