package io.mailbuoy.notifier.stream;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.kafka.Topics;
import io.mailbuoy.contracts.kafka.TraceParent;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import org.apache.kafka.common.header.Headers;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Writes records until the broker has them.
@ApplicationScoped
public class Outbox {
  private static final Logger LOG = Logger.getLogger(Outbox.class);
  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(5);

  private final MutinyEmitter<byte[]> receipts;
  private final MutinyEmitter<byte[]> deadLetters;

  @Inject
  public Outbox(
      @Channel("receipts") MutinyEmitter<byte[]> receipts,
      @Channel("dead-letters") MutinyEmitter<byte[]> deadLetters) {
    this.receipts = receipts;
    this.deadLetters = deadLetters;
  }

  Uni<Void> receipt(String topic, byte[] key, byte[] value, Headers headers) {
    return write(receipts, topic, key, value, headers);
  }

  /// An alert of our own, about a channel. It is written in the background until the broker has it.
  public void alert(Alert alert) {
    write(
            receipts,
            Topics.ALERTS.name(),
            Topics.ALERTS.key().apply(alert).getBytes(UTF_8),
            Topics.ALERTS.codec().write(alert),
            Topics.ALERTS.headers(alert, KafkaReceipts.SOURCE, TraceParent.start()))
        .subscribe()
        .with(done -> {}, failure -> LOG.debug("the service stops"));
  }

  Uni<Void> deadLetter(
      String topic, byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
    return write(deadLetters, topic, key, value, headers);
  }

  private static Uni<Void> write(
      MutinyEmitter<byte[]> emitter,
      String topic,
      byte @Nullable [] key,
      byte @Nullable [] value,
      Headers headers) {
    return Uni.createFrom()
        .deferred(() -> emitter.sendMessage(message(topic, key, value, headers)))
        .onFailure()
        .invoke(failure ->
            LOG.warnf(
                "a record for %s was not taken by the broker and is written again: %s",
                topic, failure.getClass().getSimpleName()))
        .onFailure()
        .retry()
        .withBackOff(FIRST_PAUSE, LONGEST_PAUSE)
        .indefinitely();
  }

  private static Message<byte[]> message(
      String topic, byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
    OutgoingKafkaRecordMetadata<byte[]> record =
        OutgoingKafkaRecordMetadata.<byte[]>builder()
            .withTopic(topic)
            .withKey(key)
            .withHeaders(headers)
            .build();
    return Message.of(value, Metadata.of(record));
  }
}
