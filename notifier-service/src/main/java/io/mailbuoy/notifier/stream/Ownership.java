package io.mailbuoy.notifier.stream;

import io.mailbuoy.contracts.kafka.Topics;
import io.mailbuoy.notifier.delivery.Ledger;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.reactive.messaging.kafka.KafkaConsumerRebalanceListener;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.Consumer;
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
  private final RecordSource reader;

  /// Each with the number of the assignment that brought it. A partition that goes and comes back
  /// while it is still being read must be read anew: what was read has been forgotten in between.
  private final Map<TopicPartition, Integer> owned = new HashMap<>();

  private final Set<TopicPartition> restored = new HashSet<>();
  private final CountDownLatch stop = new CountDownLatch(1);
  private int assignments;

  @Inject
  public Ownership(Ledger ledger, @Identifier("default-kafka-broker") Map<String, Object> kafka) {
    this(ledger, new TopicReader(kafka));
  }

  Ownership(Ledger ledger, RecordSource reader) {
    this.ledger = ledger;
    this.reader = reader;
  }

  @Override
  public void onPartitionsAssigned(Consumer<?, ?> consumer, Collection<TopicPartition> partitions) {
    Set<TopicPartition> added = Set.copyOf(partitions);
    int assignment;
    synchronized (this) {
      assignment = ++assignments;
      added.forEach(partition -> owned.put(partition, assignment));
    }
    if (!added.isEmpty()) {
      Thread.ofVirtual().name("restore").start(() -> restore(added, assignment));
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
      partitions.forEach(owned::remove);
      restored.removeAll(Set.copyOf(partitions));
    }
    ledger.close(numbers(partitions), patience);
  }

  /// Whether everything that this replica is to tell of has been read.
  public synchronized Standing standing() {
    if (assignments == 0) {
      return Standing.WAITING_FOR_PARTITIONS;
    }
    return restored.containsAll(owned.keySet()) ? Standing.READY : Standing.RESTORING;
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

  private void restore(Set<TopicPartition> partitions, int assignment) {
    String last = "";
    while (!wanted(partitions, assignment).isEmpty()) {
      try {
        long began = System.nanoTime();
        open(partitions, assignment, read(partitions, assignment), began);
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

  private Past read(Set<TopicPartition> partitions, int assignment) {
    Past past = new Past(ledger);
    reader.read(partitions, () -> wanted(partitions, assignment).isEmpty(), past::alert);
    reader.read(Topics.DELIVERIES.name(), past::receipt);
    reader.read(Topics.ALERT_COMMANDS.name(), past::command);
    return past;
  }

  /// What was read counts all at once, and only where the partitions are still here: a reading that
  /// was overtaken by another one knows too little.
  private synchronized void open(
      Set<TopicPartition> partitions, int assignment, Past past, long began) {
    Set<TopicPartition> still = wanted(partitions, assignment);
    if (!still.isEmpty()) {
      past.into(ledger);
      restored.addAll(still);
      ledger.open(numbers(still));
      LOG.infof(
          "read what came before in %d ms: %d alerts are known, partitions %s",
          (System.nanoTime() - began) / 1_000_000, ledger.size(), numbers(still));
    }
  }

  /// Those of the partitions that are here since that assignment.
  private synchronized Set<TopicPartition> wanted(Set<TopicPartition> partitions, int assignment) {
    Set<TopicPartition> still = new HashSet<>(partitions);
    still.removeIf(
        partition -> stop.getCount() == 0 || owned.getOrDefault(partition, 0) != assignment);
    return still;
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
