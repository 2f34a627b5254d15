package io.mailbuoy.notifier;

import io.mailbuoy.notifier.channel.Channel;
import io.mailbuoy.notifier.delivery.Arrears;
import io.mailbuoy.notifier.delivery.Ledger;
import io.mailbuoy.notifier.delivery.Next;
import io.mailbuoy.notifier.delivery.Struggles;
import java.time.Duration;
import java.util.Optional;

/// What each attempt says about its channel: whether others are to be told instead, and whether
/// there is something to catch up with.
record Contact(Struggles struggles, Arrears arrears, Ledger ledger) {
  /// How long the receiver's limits hold the channel; empty where they do not.
  Optional<Next> held(Channel channel, long now) {
    Duration pause = channel.pace().pause(now);
    if (!pause.isPositive()) {
      return Optional.empty();
    }
    arrears.held(channel.name());
    report(struggles.held(channel.name(), pause));
    return Optional.of(new Next.PauseChannel(pause));
  }

  /// It answers. Where it has refused something for good, the receipt tells the fallback channels.
  Next answers(Channel channel) {
    struggles.worked(channel.name());
    return switch (arrears.worked(channel.name())) {
      case WAS_THERE -> new Next.Done();
      case IS_BACK -> channel.room() > 1 ? new Next.CatchUp() : new Next.Done();
    };
  }

  /// An attempt came to nothing.
  ///
  /// @param next what follows from it; the receipts are kept
  void fails(Channel channel, long began, long now, Next next) {
    Duration silent = next instanceof Next.PauseChannel(Duration pause) ? pause : Duration.ZERO;
    arrears.failed(channel.name());
    report(struggles.failed(channel.name(), began, now, silent));
  }

  private void report(Struggles.Standing standing) {
    switch (standing) {
      case NOW_STRUGGLING -> ledger.recheck(); // its fallback channels have something to do now
      case FAILING, STRUGGLING -> {}
    }
  }
}
