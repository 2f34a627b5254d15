package io.mailbuoy.notifier.stream;

import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.AlertCommand;
import io.mailbuoy.contracts.event.Delivery;
import io.mailbuoy.contracts.kafka.Topics;
import io.mailbuoy.contracts.kafka.TraceParent;
import io.mailbuoy.notifier.delivery.Ledger;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/// What the topics said up to some moment: the newest record of each key. What cannot be read is
/// passed over here, because whoever follows the topic sets it aside.
final class Past {
  private final Map<String, Found> alerts = new LinkedHashMap<>();
  private final Map<String, Delivery> receipts = new LinkedHashMap<>();
  private final List<AlertCommand> commands = new ArrayList<>();

  private record Found(Alert alert, int partition, TraceParent trace) {}

  void alert(ConsumerRecord<byte[], byte[]> consumed) {
    switch (Read.of(Topics.ALERTS, consumed)) {
      case Read.Event<Alert> event ->
          alerts.put(
              event.value().alertId(),
              new Found(event.value(), consumed.partition(), TraceParent.of(consumed.headers())));
      case Read.Deleted<?> deleted -> alerts.remove(deleted.key());
      case Read.Unreadable<?> _ -> {}
    }
  }

  void receipt(ConsumerRecord<byte[], byte[]> consumed) {
    switch (Read.of(Topics.DELIVERIES, consumed)) {
      case Read.Event<Delivery> event ->
          receipts.put(Topics.DELIVERIES.key().apply(event.value()), event.value());
      case Read.Deleted<?> deleted -> receipts.remove(deleted.key());
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
    alerts.values().forEach(found -> ledger.learn(found.alert(), found.partition(), found.trace()));
    receipts.values().forEach(ledger::restore);
    commands.forEach(ledger::learn);
  }
}
