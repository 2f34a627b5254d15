package io.mailbuoy.classifier.backlog;

import io.mailbuoy.classifier.ClassifierTopology;
import io.mailbuoy.classifier.backlog.CatchingUp.Extent;
import io.mailbuoy.classifier.health.AdminSettings;
import io.mailbuoy.classifier.stream.Watermark;
import io.mailbuoy.contracts.config.MailbuoyConfig;
import io.mailbuoy.contracts.kafka.Topics;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.eclipse.microprofile.config.inject.ConfigProperty;

/// Asks the broker every two seconds whether anything waits to be classified.
@Singleton
public final class BacklogWatch implements Watermark {
  private static final Duration EVERY = Duration.ofSeconds(2);
  private static final Duration LONGEST_GRACE = Duration.ofMinutes(1);
  private static final int GRACE_OF_BLINDNESS = 4;
  private static final int PATIENCE_MILLIS = 5_000;
  private static final String RESULTS = Topics.PROBE_RESULTS.name();

  private final Map<String, Object> settings;
  private final String application;
  private final Clock clock;
  private final CatchingUp<TopicPartition> catchingUp;
  private final CountDownLatch stop = new CountDownLatch(1);
  private volatile long proven;

  BacklogWatch(
      @Identifier("default-kafka-broker") Map<String, Object> kafka,
      @ConfigProperty(name = "quarkus.kafka-streams.application-id") String application,
      MailbuoyConfig config,
      Clock clock) {
    this.settings = AdminSettings.of(kafka, "mailbuoy-classifier-backlog", PATIENCE_MILLIS);
    this.application = application;
    this.clock = clock;
    Duration share = config.classifier().blindAfter().dividedBy(GRACE_OF_BLINDNESS);
    this.catchingUp = new CatchingUp<>(share.compareTo(LONGEST_GRACE) < 0 ? share : LONGEST_GRACE);
  }

  @Override
  public long millis() {
    return proven;
  }

  void start(@Observes StartupEvent event) {
    Thread.ofVirtual().name("backlog-watch").start(this::run);
  }

  void stop(@Observes ShutdownEvent event) {
    stop.countDown();
  }

  private void run() {
    try (Admin admin = Admin.create(settings)) {
      while (!stop.await(EVERY.toMillis(), TimeUnit.MILLISECONDS)) {
        look(admin);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the service ends
    }
  }

  /// That the broker does not answer is [io.mailbuoy.classifier.health.BrokerWatch]'s to say.
  private void look(Admin admin) throws InterruptedException {
    try {
      long at = clock.millis();
      long nanos = System.nanoTime();
      Map<TopicPartition, Long> committed = new HashMap<>();
      within(admin.listConsumerGroupOffsets(application).partitionsToOffsetAndMetadata())
          .forEach((partition, offset) -> {
            if (offset != null) {
              committed.put(partition, offset.offset());
            }
          });
      String events = ClassifierTopology.repartitionTopic(application);
      catchingUp.look(at, nanos, extents(admin, RESULTS), extents(admin, events), committed);
      proven = catchingUp.proven();
    } catch (ExecutionException | TimeoutException e) {
      catchingUp.outOfTouch();
    }
  }

  private static Map<TopicPartition, Extent> extents(Admin admin, String topic)
      throws InterruptedException, ExecutionException, TimeoutException {
    List<TopicPartition> partitions =
        within(admin.describeTopics(List.of(topic)).allTopicNames()).values().stream()
            .map(TopicDescription::partitions)
            .flatMap(List::stream)
            .map(each -> new TopicPartition(topic, each.partition()))
            .toList();
    Map<TopicPartition, ListOffsetsResultInfo> begins =
        offsets(admin, partitions, OffsetSpec.earliest());
    Map<TopicPartition, Extent> extents = new HashMap<>();
    offsets(admin, partitions, OffsetSpec.latest())
        .forEach((partition, end) ->
            extents.put(
                partition, new Extent(begins.getOrDefault(partition, end).offset(), end.offset())));
    return extents;
  }

  private static Map<TopicPartition, ListOffsetsResultInfo> offsets(
      Admin admin, List<TopicPartition> partitions, OffsetSpec which)
      throws InterruptedException, ExecutionException, TimeoutException {
    Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
    partitions.forEach(each -> asked.put(each, which));
    return within(admin.listOffsets(asked).all());
  }

  private static <T> T within(KafkaFuture<T> future)
      throws InterruptedException, ExecutionException, TimeoutException {
    return future.get(PATIENCE_MILLIS, TimeUnit.MILLISECONDS);
  }
}
