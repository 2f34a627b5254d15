package io.mailbuoy.probe.publish;

import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.util.concurrent.CompletableFuture;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;

/// Takes letters to Kafka. All topics share one channel, so that there is one producer and one
/// order.
@ApplicationScoped
public class KafkaPost implements Outbox.Post {
  private final MutinyEmitter<byte[]> events;

  @Inject
  public KafkaPost(@Channel("events") MutinyEmitter<byte[]> events) {
    this.events = events;
  }

  @Override
  public CompletableFuture<?> send(Letter letter) {
    OutgoingKafkaRecordMetadata<String> address =
        OutgoingKafkaRecordMetadata.<String>builder()
            .withTopic(letter.topic())
            .withKey(letter.key())
            .withHeaders(letter.headers())
            .build();
    try {
      return events
          .sendMessage(Message.of(letter.value(), Metadata.of(address)))
          .subscribeAsCompletionStage();
    } catch (RuntimeException e) {
      return CompletableFuture.failedFuture(e); // the channel is closed or full
    }
  }
}
