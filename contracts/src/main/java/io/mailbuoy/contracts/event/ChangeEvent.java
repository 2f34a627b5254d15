package io.mailbuoy.contracts.event;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A deployment or a setting that somebody on our side changed.
///
/// @param scope ids of the targets it touches; empty where it may touch all
/// @param by who did it
/// @param url where to read more
public record ChangeEvent(
    String tenant,
    Instant at,
    String summary,
    List<String> scope,
    @Nullable String by,
    @Nullable String url) {
  /// @throws IllegalArgumentException naming the field, where one is missing
  public ChangeEvent {
    Require.text("tenant", tenant);
    Require.present("at", at);
    Require.text("summary", summary);
    scope = Require.list("scope", scope);
  }
}
