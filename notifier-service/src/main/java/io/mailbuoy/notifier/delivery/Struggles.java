package io.mailbuoy.notifier.delivery;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Which channels are silent for so long that their fallback is told as well: because they fail, or
/// because they must not be told more messages for now.
public final class Struggles {
  private final long patience;
  private final Map<String, Long> failingSince = new HashMap<>();
  private final Set<String> failing = new HashSet<>();
  private final Set<String> held = new HashSet<>();

  public Struggles(Duration patience) {
    this.patience = patience.toNanos();
  }

  /// What an attempt's failure, or a pause, means for the channel.
  public enum Standing {
    /// It may be a hiccup.
    FAILING,
    /// From now on others are told as well.
    NOW_STRUGGLING,
    /// It has been so before.
    STRUGGLING
  }

  /// @param began when the failed attempt began
  /// @param silent for how long after `now` the channel is not asked at all: that it is silent for
  ///   too long is known when it begins
  public synchronized Standing failed(String channel, long began, long now, Duration silent) {
    long since = failingSince.computeIfAbsent(channel, _ -> began);
    return standing(failing, channel, now - since + silent.toNanos());
  }

  /// The receiver's limits let no message through for so long.
  public synchronized Standing held(String channel, Duration pause) {
    return standing(held, channel, pause.toNanos());
  }

  private Standing standing(Set<String> struggling, String channel, long silence) {
    if (silence < patience) {
      return Standing.FAILING;
    }
    return struggling.add(channel) ? Standing.NOW_STRUGGLING : Standing.STRUGGLING;
  }

  public synchronized void worked(String channel) {
    failingSince.remove(channel);
    failing.remove(channel);
    held.remove(channel);
  }

  /// Those that fail.
  public synchronized Set<String> failing() {
    return Set.copyOf(failing);
  }

  /// All of them, each with what is the matter, as a part of a sentence.
  public synchronized Map<String, String> troubles() {
    Map<String, String> troubles = new HashMap<>();
    held.forEach(channel -> troubles.put(channel, "must not be told more messages for now"));
    failing.forEach(channel -> troubles.put(channel, "does not answer"));
    return troubles;
  }
}
