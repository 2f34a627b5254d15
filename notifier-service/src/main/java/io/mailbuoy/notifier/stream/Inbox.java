package io.mailbuoy.notifier.stream;

import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.AlertCommand;
import io.mailbuoy.contracts.event.TargetHealth;
import io.mailbuoy.contracts.kafka.DeadLetter;
import io.mailbuoy.contracts.kafka.Topic;
import io.mailbuoy.contracts.kafka.Topics;
import io.mailbuoy.contracts.kafka.TraceParent;
import io.mailbuoy.notifier.decision.Wishes;
import io.mailbuoy.notifier.delivery.Ledger;
import io.mailbuoy.notifier.heartbeat.LifeSigns;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.eclipse.microprofile.reactive.messaging.Incoming;
import org.jboss.logging.Logger;

/// Listens to the topics.
///
/// Offsets are committed when a record has been dealt with, and serve one purpose: that a record
/// which cannot be read is set aside once. What is known does not depend on them, because it is
/// read anew whenever partitions come, see [Ownership].
@ApplicationScoped
public class Inbox {
  private static final Logger LOG = Logger.getLogger(Inbox.class);

  private final Ledger ledger;
  private final Outbox outbox;
  private final LifeSigns signs;

  @Inject
  public Inbox(Ledger ledger, Outbox outbox, LifeSigns signs) {
    this.ledger = ledger;
    this.outbox = outbox;
    this.signs = signs;
  }

  /// Each replica hears the alerts of its own partitions.
  @Incoming("alerts")
  public Uni<Void> alert(ConsumerRecord<byte[], byte[]> consumed) {
    return switch (Read.of(Topics.ALERTS, consumed)) {
      case Read.Event<Alert> event -> {
        ledger.learn(event.value(), consumed.partition(), TraceParent.of(consumed.headers()));
        yield dealtWith();
      }
      case Read.Deleted<Alert> deleted -> {
        ledger.forget(deleted.key());
        yield dealtWith();
      }
      case Read.Unreadable<Alert> unreadable ->
          setAside(Topics.ALERTS, consumed, unreadable.reason());
    };
  }

  /// Receipts are read when partitions come. Afterwards only this replica writes those of its own
  /// alerts, so what is left to do is to set aside what cannot be read.
  @Incoming("deliveries")
  public Uni<Void> receipt(ConsumerRecord<byte[], byte[]> consumed) {
    return switch (Read.of(Topics.DELIVERIES, consumed)) {
      case Read.Event<?> _, Read.Deleted<?> _ -> dealtWith();
      case Read.Unreadable<?> unreadable ->
          setAside(Topics.DELIVERIES, consumed, unreadable.reason());
    };
  }

  /// Every replica hears every command, because a silence is about the alerts of all partitions.
  @Incoming("commands-for-all")
  public void command(ConsumerRecord<byte[], byte[]> consumed) {
    switch (Read.of(Topics.ALERT_COMMANDS, consumed)) {
      case Read.Event<AlertCommand> event -> ledger.learn(event.value());
      case Read.Deleted<?> _, Read.Unreadable<?> _ -> {} // see unclearCommand
    }
  }

  /// One replica sets aside a command that cannot be followed.
  @Incoming("commands")
  public Uni<Void> unclearCommand(ConsumerRecord<byte[], byte[]> consumed) {
    return switch (Read.of(Topics.ALERT_COMMANDS, consumed)) {
      case Read.Event<AlertCommand> event ->
          switch (Wishes.none().with(event.value())) {
            case Wishes.Heard.Understood _ -> dealtWith();
            case Wishes.Heard.Unclear unclear ->
                setAside(Topics.ALERT_COMMANDS, consumed, unclear.reason());
          };
      case Read.Deleted<?> _ -> dealtWith();
      case Read.Unreadable<?> unreadable ->
          setAside(Topics.ALERT_COMMANDS, consumed, unreadable.reason());
    };
  }

  /// Every replica hears how targets are seen, as a sign that the line before it works. What cannot
  /// be read is no such sign; nobody else is to act on it, so it stays where it is.
  @Incoming("target-health")
  public void health(ConsumerRecord<byte[], byte[]> consumed) {
    switch (Read.of(Topics.TARGET_HEALTH, consumed)) {
      case Read.Event<TargetHealth> event -> signs.seen(event.value());
      case Read.Deleted<?> _, Read.Unreadable<?> _ -> {}
    }
  }

  private Uni<Void> setAside(
      Topic<?> topic, ConsumerRecord<byte[], byte[]> consumed, String reason) {
    LOG.warnf(
        "set aside a record that cannot be used: topic %s, partition %d, offset %d: %s",
        consumed.topic(), consumed.partition(), consumed.offset(), reason);
    Headers headers = new RecordHeaders(consumed.headers().toArray());
    DeadLetter.mark(headers, reason, consumed.topic(), consumed.partition(), consumed.offset());
    return outbox.deadLetter(topic.deadLetters(), consumed.key(), consumed.value(), headers);
  }

  private static Uni<Void> dealtWith() {
    return Uni.createFrom().voidItem();
  }
}
