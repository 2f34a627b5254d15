package io.mailbuoy.notifier.stream;

import static io.mailbuoy.notifier.AlertFixture.ONSET;
import static io.mailbuoy.notifier.AlertFixture.alert;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.Delivery;
import io.mailbuoy.contracts.event.DeliveryStatus;
import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.contracts.kafka.Topics;
import io.mailbuoy.notifier.MovableClock;
import io.mailbuoy.notifier.delivery.Ledger;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.MockConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class OwnershipTest {
  private static final TopicPartition PARTITION = new TopicPartition(Topics.ALERTS.name(), 2);
  private static final List<TopicPartition> PARTITIONS = List.of(PARTITION);

  private final Ledger ledger = new Ledger(new MovableClock(ONSET));
  private final GatedSource source = new GatedSource();
  private final Ownership ownership = new Ownership(ledger, source);
  private final MockConsumer<byte[], byte[]> consumer = new MockConsumer<>("earliest");
  private final List<String> offered = new CopyOnWriteArrayList<>();

  @AfterEach
  void stop() {
    ownership.stop();
    source.gate.countDown();
    consumer.close();
  }

  /// Topics in memory, whose receipts can be made to wait and to fail.
  private static final class GatedSource implements RecordSource {
    private final List<Alert> alerts = new ArrayList<>();
    private final List<Delivery> receipts = new ArrayList<>();
    private final CountDownLatch reached = new CountDownLatch(1);
    private final CountDownLatch gate = new CountDownLatch(1);
    private final AtomicInteger reads = new AtomicInteger();
    private final AtomicInteger failures = new AtomicInteger();

    @Override
    public void read(String topic, Consumer<ConsumerRecord<byte[], byte[]>> each) {
      if (topic.equals(Topics.DELIVERIES.name())) {
        if (reads.incrementAndGet() == 1) {
          reached.countDown();
          awaitGate();
        }
        if (failures.getAndDecrement() > 0) {
          throw new KafkaException("the broker is away");
        }
        receipts.forEach(receipt ->
            each.accept(
                new ConsumerRecord<>(
                    topic, 0, 0, bytes("k"), Topics.DELIVERIES.codec().write(receipt))));
      }
    }

    @Override
    public void read(
        Collection<TopicPartition> partitions,
        Supplier<Boolean> cancelled,
        Consumer<ConsumerRecord<byte[], byte[]>> each) {
      alerts.forEach(alert ->
          each.accept(
              new ConsumerRecord<>(
                  PARTITION.topic(),
                  PARTITION.partition(),
                  0,
                  bytes(alert.alertId()),
                  Topics.ALERTS.codec().write(alert))));
      each.accept(
          new ConsumerRecord<>(
              PARTITION.topic(), PARTITION.partition(), 1, bytes("bad"), bytes("{oops")));
    }

    private void awaitGate() {
      try {
        gate.await();
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }

    private static byte[] bytes(String text) {
      return text.getBytes(UTF_8);
    }
  }

  private static Delivery receipt() {
    return new Delivery(
        "alert-1",
        1,
        "team",
        "teams",
        Open.of(DeliveryStatus.DELIVERED),
        1,
        ONSET,
        "HTTP 202",
        null);
  }

  private int receiptsKnown() {
    try (Ledger.Lease lease = ledger.lease("alert-1").orElseThrow()) {
      return lease.known().receipts().size();
    }
  }

  @Test
  void nothingIsGivenOutBeforeTheReceiptsHaveBeenRead() throws Exception {
    ledger.listen(offered::add);
    source.alerts.add(alert().make());
    source.receipts.add(receipt());
    assertThat(ownership.standing()).isEqualTo(Ownership.Standing.WAITING_FOR_PARTITIONS);
    ownership.onPartitionsAssigned(consumer, PARTITIONS);
    source.reached.await();
    assertThat(offered).isEmpty();
    assertThat(ledger.lease("alert-1")).isEmpty();
    assertThat(ownership.standing()).isEqualTo(Ownership.Standing.RESTORING);
    source.gate.countDown();
    await().until(() -> ownership.standing() == Ownership.Standing.READY);
    assertThat(offered).contains("alert-1");
    assertThat(receiptsKnown()).isEqualTo(1);
  }

  @Test
  void aPartitionThatGoesAndComesBackWhileItIsReadIsReadAnew() throws Exception {
    source.alerts.add(alert().make());
    source.receipts.add(receipt());
    ownership.onPartitionsAssigned(consumer, PARTITIONS);
    source.reached.await();
    ownership.onPartitionsRevoked(consumer, PARTITIONS);
    ownership.onPartitionsAssigned(consumer, PARTITIONS);
    await().until(() -> ownership.standing() == Ownership.Standing.READY);
    assertThat(receiptsKnown()).isEqualTo(1);
    assertThat(source.reads).hasValue(2);
  }

  @Test
  void aReadingThatWasOvertakenChangesNothing() throws Exception {
    source.alerts.add(alert().make());
    ownership.onPartitionsAssigned(consumer, PARTITIONS);
    source.reached.await();
    ownership.onPartitionsRevoked(consumer, PARTITIONS);
    source.gate.countDown();
    await().until(() -> ownership.standing() == Ownership.Standing.READY);
    assertThat(ledger.lease("alert-1")).isEmpty();
    assertThat(ledger.size()).isZero();
  }

  @Test
  void aBrokerThatIsAwayIsAskedAgain() {
    source.alerts.add(alert().make());
    source.receipts.add(receipt());
    source.failures.set(1);
    source.gate.countDown();
    ownership.onPartitionsAssigned(consumer, PARTITIONS);
    await().until(() -> ownership.standing() == Ownership.Standing.READY);
    assertThat(receiptsKnown()).isEqualTo(1);
    assertThat(source.reads).hasValue(2);
  }
}
