package io.mailbuoy.notifier.decision;

import io.mailbuoy.notifier.channel.Action;
import java.time.Instant;

/// What is to be done about one alert on one channel.
public sealed interface Decision {
  Reason reason();

  /// Tell it now.
  ///
  /// @param why in words; on a fallback channel it names the channel that could not be told
  /// @param standsIn whether the channel is told only because another one cannot be
  record Send(Action action, Reason reason, String why, StandsIn standsIn) implements Decision {
    /// Whether it is told here for a reason that passes: another channel is in trouble, or nobody
    /// has acknowledged it. That it may have been told is then kept before it is, because after a
    /// crash nothing else would say that its end must be told here.
    public boolean passing() {
      return reason == Reason.STANDS_IN || reason == Reason.ESCALATED;
    }
  }

  /// Whether a message goes where the route sends it, or where its fallback does.
  enum StandsIn {
    NO,
    YES
  }

  /// Tell it together with others, not before this moment.
  record Gather(Together as, Instant at, Send send) implements Decision {
    @Override
    public Reason reason() {
      return send.reason();
    }
  }

  /// What is told together.
  enum Together {
    /// What is due by then and of severity `info`.
    DIGEST,
    /// All that waits for the channel when the first of it is due.
    GROUP
  }

  /// There is something to tell, and not before this moment.
  record Later(Instant at, Reason reason) implements Decision {}

  /// Somebody asked not to be told before this moment.
  record Suppress(Instant until, Reason reason) implements Decision {}

  /// There is nothing to tell.
  record Skip(Reason reason) implements Decision {}
}
