package io.mailbuoy.notifier.inbound;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mailbuoy.contracts.event.AlertCommand;
import io.mailbuoy.contracts.kafka.Topics;
import io.mailbuoy.contracts.kafka.TraceParent;
import io.smallrye.mutiny.Uni;
import io.smallrye.reactive.messaging.MutinyEmitter;
import io.smallrye.reactive.messaging.kafka.api.OutgoingKafkaRecordMetadata;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.concurrent.CompletionStage;
import org.eclipse.microprofile.reactive.messaging.Channel;
import org.eclipse.microprofile.reactive.messaging.Message;
import org.eclipse.microprofile.reactive.messaging.Metadata;

/// Writes commands to their topic.
@ApplicationScoped
public class CommandLog {
  private static final String SOURCE = "/mailbuoy/notifier-service";

  /// PagerDuty waits five seconds for an answer and asks again later.
  private static final Duration PATIENCE = Duration.ofSeconds(4);

  private final MutinyEmitter<byte[]> commands;

  @Inject
  public CommandLog(@Channel("asked") MutinyEmitter<byte[]> commands) {
    this.commands = commands;
  }

  /// Completes when the broker has the command, and fails where it does not take it in time.
  public CompletionStage<Void> write(AlertCommand command) {
    OutgoingKafkaRecordMetadata<byte[]> record =
        OutgoingKafkaRecordMetadata.<byte[]>builder()
            .withKey(Topics.ALERT_COMMANDS.key().apply(command).getBytes(UTF_8))
            .withHeaders(Topics.ALERT_COMMANDS.headers(command, SOURCE, TraceParent.start()))
            .build();
    Uni<Void> written =
        commands.sendMessage(
            Message.of(Topics.ALERT_COMMANDS.codec().write(command), Metadata.of(record)));
    return written.ifNoItem().after(PATIENCE).fail().subscribeAsCompletionStage();
  }
}
