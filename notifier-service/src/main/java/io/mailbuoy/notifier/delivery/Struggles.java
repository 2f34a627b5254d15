package io.mailbuoy.notifier.delivery;

import java.time.Duration;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/// Which channels have failed for so long that their fallback is told as well.
public final class Struggles {
  private final long patience;
  private final Map<String, Long> failingSince = new HashMap<>();
  private final Set<String> struggling = new HashSet<>();

  public Struggles(Duration patience) {
    this.patience = patience.toNanos();
  }

  /// What an attempt's failure means for the channel.
  public enum Standing {
    /// It may be a hiccup.
    FAILING,
    /// From now on others are told as well.
    NOW_STRUGGLING,
    /// It has been so before.
    STRUGGLING
  }

  /// @param began when the failed attempt began
  public synchronized Standing failed(String channel, long began, long now) {
    long since = failingSince.computeIfAbsent(channel, _ -> began);
    if (now - since < patience) {
      return Standing.FAILING;
    }
    return struggling.add(channel) ? Standing.NOW_STRUGGLING : Standing.STRUGGLING;
  }

  public synchronized void worked(String channel) {
    failingSince.remove(channel);
    struggling.remove(channel);
  }

  public synchronized Set<String> channels() {
    return Set.copyOf(struggling);
  }
}
