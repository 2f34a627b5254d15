package io.mailbuoy.notifier.stream;

import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.AlertCommand;
import io.mailbuoy.contracts.event.Delivery;
import io.mailbuoy.contracts.kafka.Topics;
import io.mailbuoy.contracts.kafka.TraceParent;
import io.mailbuoy.notifier.delivery.Ledger;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.jboss.logging.Logger;

/// Follows which partitions of the alerts this replica tells of.
///
/// A partition that comes is read from its beginning, and the receipts and commands after it,
/// before anything of it is told. A partition that goes is let go only when what is being sent has
/// its receipt, so that whoever takes it over finds it.
@ApplicationScoped
@Identifier("ownership")
public class Ownership implements KafkaConsumerRebalanceListener {
  private static final Logger LOG = Logger.getLogger(Ownership.class);
  private static final Duration HANDOVER = Duration.ofSeconds(5);
  private static final long RETRY_MILLIS = 1_000;

  private final Ledger ledger;
  private final TopicReader reader;
  private final Set<TopicPartition> owned = new HashSet<>();
  private final Set<TopicPartition> restored = new HashSet<>();
  private final CountDownLatch stop = new CountDownLatch(1);
  private volatile boolean assignedOnce;

  @Inject
  public Ownership(Ledger ledger, @Identifier("default-kafka-broker") Map<String, Object> kafka) {
    this(ledger, new TopicReader(kafka));
  }

  Ownership(Ledger ledger, TopicReader reader) {
    this.ledger = ledger;
    this.reader = reader;
  }

  @Override
  public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    Set<TopicPartition> added = Set.copyOf(partitions);
    synchronized (this) {
      owned.addAll(added);
      assignedOnce = true;
    }
    if (!added.isEmpty()) {
      Thread.ofVirtual().name("restore").start(() -> restore(added));
    }
  }

  @Override
  public void onPartitionsRevoked(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    release(partitions, HANDOVER);
  }

  @Override
  public void onPartitionsLost(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    release(partitions, Duration.ZERO); // somebody else has them already
  }

  private void release(Collection<TopicPartition> partitions, Duration patience) {
    synchronized (this) {
      owned.removeAll(Set.copyOf(partitions));
      restored.removeAll(Set.copyOf(partitions));
    }
    ledger.close(numbers(partitions), patience);
  }

  /// Whether everything that this replica is to tell of has been read.
  public synchronized Standing standing() {
    if (!assignedOnce) {
      return Standing.WAITING_FOR_PARTITIONS;
    }
    return restored.containsAll(owned) ? Standing.READY : Standing.RESTORING;
  }

  /// How far a replica is.
  public enum Standing {
    WAITING_FOR_PARTITIONS,
    RESTORING,
    READY
  }

  /// Ends what is being restored.
  public void stop() {
    stop.countDown();
  }

  private void restore(Set<TopicPartition> partitions) {
    String last = "";
    while (wanted(partitions)) {
      try {
        long began = System.nanoTime();
        readAll(partitions);
        open(partitions);
        LOG.infof(
            "read what came before in %d ms: %d alerts are known, partitions %s",
            (System.nanoTime() - began) / 1_000_000, ledger.size(), numbers(partitions));
        return;
      } catch (KafkaException e) {
        String reason = e.getClass().getSimpleName() + ": " + e.getMessage();
        if (!reason.equals(last)) {
          LOG.warnf(
              "alerts and receipts cannot be read, so nothing is sent yet; trying again: %s",
              reason);
          last = reason;
        }
      }
      pause();
    }
  }

  private void readAll(Set<TopicPartition> partitions) {
    reader.read(partitions, () -> !wanted(partitions), this::alert);
    reader.read(Topics.DELIVERIES.name(), this::receipt);
    reader.read(Topics.ALERT_COMMANDS.name(), this::command);
  }

  private void alert(ConsumerRecord<byte[], byte[]> consumed) {
    switch (Read.of(Topics.ALERTS, consumed)) {
      case Read.Event<Alert> event ->
          ledger.learn(event.value(), consumed.partition(), TraceParent.of(consumed.headers()));
      case Read.Deleted<?> deleted -> ledger.forget(deleted.key());
      case Read.Unreadable<?> _ -> {} // whoever follows the topic sets it aside
    }
  }

  private void receipt(ConsumerRecord<byte[], byte[]> consumed) {
    switch (Read.of(Topics.DELIVERIES, consumed)) {
      case Read.Event<Delivery> event -> ledger.restore(event.value());
      case Read.Deleted<?> _, Read.Unreadable<?> _ -> {}
    }
  }

  private void command(ConsumerRecord<byte[], byte[]> consumed) {
    switch (Read.of(Topics.ALERT_COMMANDS, consumed)) {
      case Read.Event<AlertCommand> event -> ledger.learn(event.value());
      case Read.Deleted<?> _, Read.Unreadable<?> _ -> {}
    }
  }

  private synchronized void open(Set<TopicPartition> partitions) {
    Set<TopicPartition> still = new HashSet<>(partitions);
    still.retainAll(owned);
    restored.addAll(still);
    ledger.open(numbers(still));
  }

  private synchronized boolean wanted(Set<TopicPartition> partitions) {
    return stop.getCount() > 0 && partitions.stream().anyMatch(owned::contains);
  }

  private void pause() {
    try {
      stop.await(RETRY_MILLIS, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      stop.countDown();
    }
  }

  private static Set<Integer> numbers(Collection<TopicPartition> partitions) {
    Set<Integer> numbers = new HashSet<>();
    partitions.forEach(partition -> numbers.add(partition.partition()));
    return numbers;
  }
}
