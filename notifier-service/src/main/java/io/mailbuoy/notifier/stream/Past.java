package io.mailbuoy.notifier.stream;

import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.AlertCommand;
import io.mailbuoy.contracts.event.Delivery;
import io.mailbuoy.contracts.kafka.Topics;
import io.mailbuoy.contracts.kafka.TraceParent;
import io.mailbuoy.notifier.delivery.Ledger;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// What the topics said up to some moment: the newest record of each key. What cannot be read is
/// passed over here, because whoever follows the topic sets it aside.
final class Past {
  private final Ledger read;
  private final List<AlertCommand> commands = new ArrayList<>();

  /// @param ledger that is to learn it
  Past(Ledger ledger) {
    this.read = ledger.draft();
  }

  void alert(ConsumerRecord<byte[], byte[]> consumed) {
    switch (Read.of(Topics.ALERTS, consumed)) {
      case Read.Event<Alert> event ->
          read.learn(event.value(), consumed.partition(), TraceParent.of(consumed.headers()));
      case Read.Deleted<?> deleted -> read.forget(deleted.key());
      case Read.Unreadable<?> _ -> {}
    }
  }

  /// Comes after the alerts, and only those of the alerts that were read are kept.
  void receipt(ConsumerRecord<byte[], byte[]> consumed) {
    switch (Read.of(Topics.DELIVERIES, consumed)) {
      case Read.Event<Delivery> event -> read.restore(event.value());
      case Read.Deleted<?> deleted -> read.forgetReceipt(deleted.key());
      case Read.Unreadable<?> _ -> {}
    }
  }

  void command(ConsumerRecord<byte[], byte[]> consumed) {
    switch (Read.of(Topics.ALERT_COMMANDS, consumed)) {
      case Read.Event<AlertCommand> event -> commands.add(event.value());
      case Read.Deleted<?> _, Read.Unreadable<?> _ -> {}
    }
  }

  void into(Ledger ledger) {
    ledger.absorb(read);
    commands.forEach(ledger::learn);
  }
}
