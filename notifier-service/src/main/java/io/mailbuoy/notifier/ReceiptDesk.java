package io.mailbuoy.notifier;

import io.mailbuoy.contracts.event.Delivery;
import io.mailbuoy.contracts.event.DeliveryStatus;
import io.mailbuoy.notifier.channel.Channel;
import io.mailbuoy.notifier.decision.Decision;
import io.mailbuoy.notifier.decision.Receipts;
import io.mailbuoy.notifier.delivery.Ledger;
import io.mailbuoy.notifier.delivery.Next;
import io.mailbuoy.notifier.delivery.ReceiptLog;
import java.time.Instant;
import java.util.Optional;

/// Writes receipts, keeps them, and has the ledger learn those that are kept.
record ReceiptDesk(ReceiptLog log, Ledger ledger) {
  ReceiptLog.Kept keep(Ledger.Known known, Delivery receipt) {
    ReceiptLog.Kept kept = log.keep(receipt, known.trace());
    switch (kept) {
      case YES -> ledger.learn(receipt);
      case STOPPING -> {} // after the start it is as if the attempt had not been made
    }
    return kept;
  }

  /// Keeps a receipt, and says what follows where it is kept.
  Next keep(Ledger.Known known, Delivery receipt, Next next) {
    return switch (keep(known, receipt)) {
      case YES -> next;
      case STOPPING -> new Next.Done();
    };
  }

  static Receipts of(Ledger.Known known, Channel channel, Instant now) {
    return new Receipts(known.alert(), channel.name(), channel.kind(), last(known, channel), now);
  }

  static Optional<Delivery> last(Ledger.Known known, Channel channel) {
    return Optional.ofNullable(known.receipts().get(channel.name()));
  }

  /// Where nothing but the next receipt would say that the channel has heard of the alert, it is
  /// kept beforehand that it may have: otherwise a crash between message and receipt could hide the
  /// end.
  static boolean mustBeAnnounced(Ledger.Known known, Channel channel, Decision.Send send) {
    return last(known, channel)
        .map(receipt -> receipt.told() == null && !receipt.status().is(DeliveryStatus.RETRYING))
        .orElse(send.passing());
  }
}
