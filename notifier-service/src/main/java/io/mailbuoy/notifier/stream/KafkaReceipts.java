package io.mailbuoy.notifier.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mailbuoy.contracts.event.Delivery;
import io.mailbuoy.contracts.kafka.Topics;
import io.mailbuoy.contracts.kafka.TraceParent;
import io.mailbuoy.notifier.delivery.ReceiptLog;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

/// Keeps receipts in their compacted topic.
@ApplicationScoped
public class KafkaReceipts implements ReceiptLog {
  static final String SOURCE = "/mailbuoy/notifier-service";

  private final Outbox outbox;

  @Inject
  public KafkaReceipts(Outbox outbox) {
    this.outbox = outbox;
  }

  @Override
  public Kept keep(Delivery receipt, TraceParent trace) {
    CompletableFuture<Void> written =
        outbox
            .receipt(
                Topics.DELIVERIES.name(),
                Topics.DELIVERIES.key().apply(receipt).getBytes(UTF_8),
                Topics.DELIVERIES.codec().write(receipt),
                Topics.DELIVERIES.headers(receipt, SOURCE, trace.child()))
            .subscribeAsCompletionStage();
    try {
      written.get();
      return Kept.YES;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return Kept.STOPPING;
    } catch (ExecutionException | CancellationException e) {
      return Kept.STOPPING; // it is written again until it is kept, so only a shutdown ends it
    }
  }
}
