package io.mailbuoy.notifier.delivery;

import io.mailbuoy.notifier.channel.Occasion;
import java.time.Clock;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/// Which channels have fallen behind, so that their next message tells all that waits.
///
/// A channel falls behind where its receiver's limits let nothing through, where it fails, and
/// while the notifier is not running. It makes up for it when it takes messages again, with one
/// that names everything. While it fails, each alert is tried by itself, so that one which a
/// receiver cannot take holds up no other.
public final class Arrears {
  private final Clock clock;
  private final Map<String, Instant> failingSince = new ConcurrentHashMap<>();
  private final Map<String, Occasion> behind = new ConcurrentHashMap<>();
  private final Map<String, Integer> openings = new ConcurrentHashMap<>();

  public Arrears(Clock clock) {
    this.clock = clock;
  }

  /// Why the channel's next message tells all that waits; empty where it tells one alert.
  ///
  /// @param opened how often partitions have been opened: what has been told of their alerts before
  ///   that is known from receipts, and all else is late
  /// @param otherwise why, where the channel is not behind
  public Optional<Occasion> occasion(String channel, int opened, Optional<Occasion> otherwise) {
    Integer before = openings.put(channel, opened);
    if (failingSince.containsKey(channel)) {
      return Optional.empty();
    }
    if (before == null || before != opened) {
      behind.putIfAbsent(channel, new Occasion.Started());
    }
    return Optional.ofNullable(behind.get(channel)).or(() -> otherwise);
  }

  /// The receiver's limits let nothing through.
  public void held(String channel) {
    behind.putIfAbsent(channel, new Occasion.Limited());
  }

  /// An attempt has failed.
  public void failed(String channel) {
    failingSince.putIfAbsent(channel, clock.instant());
    behind.remove(channel);
  }

  /// An attempt has not failed.
  public Return worked(String channel) {
    Instant since = failingSince.remove(channel);
    if (since == null) {
      return Return.WAS_THERE;
    }
    behind.put(channel, new Occasion.Away(since, clock.instant()));
    return Return.IS_BACK;
  }

  /// Whether the channel failed before.
  public enum Return {
    WAS_THERE,
    IS_BACK
  }

  /// All that waited has been told, or is told by itself.
  public void caughtUp(String channel) {
    behind.remove(channel);
  }
}
