package io.mailbuoy.benchmarks.throughput;

import io.mailbuoy.classifier.ClassifierTopology;
import io.mailbuoy.contracts.kafka.Topics;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/// How far an application has come with the results, by what it has committed.
final class Progress implements AutoCloseable {
  private static final long LOOK_EVERY_NANOS = Duration.ofMillis(20).toNanos();

  private final Admin admin;

  Progress(String bootstrapServers) {
    this.admin = Admin.create(Map.<String, Object>of("bootstrap.servers", bootstrapServers));
  }

  Admin admin() {
    return admin;
  }

  /// How many results it has read, and brought through its repartition topic.
  long done(String application) throws ExecutionException, InterruptedException {
    long read = 0;
    long through = 0;
    for (Map.Entry<TopicPartition, OffsetAndMetadata> each :
        admin
            .listConsumerGroupOffsets(application)
            .partitionsToOffsetAndMetadata()
            .get()
            .entrySet()) {
      long offset = each.getValue() == null ? 0 : each.getValue().offset();
      if (each.getKey().topic().equals(Topics.PROBE_RESULTS.name())) {
        read += offset;
      } else if (each.getKey().topic().equals(ClassifierTopology.repartitionTopic(application))) {
        through += offset;
      }
    }
    return Math.min(read, through);
  }

  /// Waits until it has done so many.
  ///
  /// @return when that was seen, in nanoseconds of [System#nanoTime]
  long await(String application, long results, Duration patience)
      throws ExecutionException, InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (done(application) < results) {
      if (System.nanoTime() - end > 0) {
        throw new IllegalStateException(
            "%d results are not through within %d s, but %d"
                .formatted(results, patience.toSeconds(), done(application)));
      }
      LockSupport.parkNanos(LOOK_EVERY_NANOS);
    }
    return System.nanoTime();
  }

  /// The bytes that a topic takes on the broker.
  long bytes(String topic) throws ExecutionException, InterruptedException {
    return admin.describeLogDirs(java.util.List.of(1)).allDescriptions().get().values().stream()
        .flatMap(node -> node.values().stream())
        .flatMap(folder -> folder.replicaInfos().entrySet().stream())
        .filter(each -> each.getKey().topic().equals(topic))
        .mapToLong(each -> each.getValue().size())
        .sum();
  }

  /// The number of records behind which a topic ends.
  long end(String topic) throws ExecutionException, InterruptedException {
    TopicDescription description =
        admin.describeTopics(java.util.List.of(topic)).allTopicNames().get().get(topic);
    if (description == null) {
      return 0;
    }
    return admin
        .listOffsets(
            description.partitions().stream()
                .collect(
                    Collectors.toMap(
                        each -> new TopicPartition(topic, each.partition()),
                        _ -> OffsetSpec.latest())))
        .all()
        .get()
        .values()
        .stream()
        .mapToLong(ListOffsetsResult.ListOffsetsResultInfo::offset)
        .sum();
  }

  @Override
  public void close() {
    admin.close();
  }
}
