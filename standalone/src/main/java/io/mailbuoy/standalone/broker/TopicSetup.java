package io.mailbuoy.standalone.broker;

import io.mailbuoy.contracts.kafka.Topic;
import io.mailbuoy.contracts.kafka.Topics;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

/// The topics on a broker: what is missing is created with its settings, what is there is left as
/// it is. Doing it twice changes nothing.
///
/// @param created the topics that were missing
/// @param present the topics that were there
public record TopicSetup(List<String> created, List<String> present) {
  private static final Duration DEADLINE = Duration.ofSeconds(10);
  private static final Duration LOOK_EVERY = Duration.ofMillis(20);

  public TopicSetup {
    created = List.copyOf(created);
    present = List.copyOf(present);
  }

  /// Every topic and its dead letters, as they are to be created.
  public static List<NewTopic> plan() {
    return Topics.all().stream()
        .flatMap(topic ->
            Stream.of(
                planned(topic.name(), topic.settings()),
                planned(topic.deadLetters(), Topic.deadLetterSettings())))
        .toList();
  }

  /// Creates what is missing on a broker or cluster.
  ///
  /// @throws BrokerException where it cannot be reached within ten seconds, or refuses
  public static TopicSetup on(String bootstrapServers) {
    return on(Cluster.open(bootstrapServers), DEADLINE);
  }

  /// Creates what is missing on a cluster that may ask for a login.
  ///
  /// @throws BrokerException where it cannot be reached within ten seconds, or refuses
  public static TopicSetup on(Cluster cluster) {
    return on(cluster, DEADLINE);
  }

  static TopicSetup on(Cluster cluster, Duration deadline) {
    int millis = Math.toIntExact(deadline.toMillis());
    Map<String, Object> settings = cluster.client("mailbuoy-topics");
    settings.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, millis);
    settings.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, millis);
    try (Admin admin = Admin.create(settings)) {
      Set<String> names = within(deadline, admin.listTopics().names());
      List<NewTopic> missing =
          plan().stream().filter(topic -> !names.contains(topic.name())).toList();
      List<String> created = new ArrayList<>();
      Map<String, KafkaFuture<Void>> outcomes = admin.createTopics(missing).values();
      for (NewTopic topic : missing) {
        KafkaFuture<Void> outcome = outcomes.get(topic.name());
        if (outcome != null && create(deadline, outcome)) {
          created.add(topic.name());
        }
      }
      awaitLed(admin, deadline, created);
      return new TopicSetup(
          created,
          plan().stream().map(NewTopic::name).filter(name -> !created.contains(name)).toList());
    } catch (TimeoutException | org.apache.kafka.common.errors.TimeoutException e) {
      throw new BrokerException(
          "no Kafka broker answers at "
              + cluster
              + " within "
              + deadline.toSeconds()
              + " s; start it, or correct mailbuoy.kafka.bootstrap-servers",
          e);
    } catch (KafkaException e) {
      throw new BrokerException(
          "the Kafka cluster at "
              + cluster
              + " cannot be used: "
              + reason(e)
              + "; see mailbuoy.kafka.bootstrap-servers and mailbuoy.kafka.security",
          e);
    }
  }

  /// A topic that was created exists for the controller; its partitions are taken over by their
  /// brokers a moment later. Of what an idempotent producer writes meanwhile, the first records can
  /// be lost (KAFKA-15591), so nobody is told that the topics are there before each partition has
  /// said where it ends, which it can only do when it is led.
  private static void awaitLed(Admin admin, Duration deadline, List<String> created)
      throws TimeoutException {
    Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
    for (String topic : created) {
      for (int partition = 0; partition < EmbeddedBroker.PARTITIONS; partition++) {
        ends.put(new TopicPartition(topic, partition), OffsetSpec.latest());
      }
    }
    long end = System.nanoTime() + deadline.toNanos();
    while (true) {
      try {
        within(deadline, admin.listOffsets(ends).all());
        return;
      } catch (UnknownTopicOrPartitionException e) { // of a broker that has not heard of it so far
        if (System.nanoTime() - end > 0) {
          throw e;
        }
        LockSupport.parkNanos(LOOK_EVERY.toNanos());
      }
    }
  }

  /// @return false where somebody else has created it meanwhile
  private static boolean create(Duration deadline, KafkaFuture<Void> outcome)
      throws TimeoutException {
    try {
      within(deadline, outcome);
      return true;
    } catch (TopicExistsException e) {
      return false;
    }
  }

  private static <T> T within(Duration deadline, KafkaFuture<T> future) throws TimeoutException {
    try {
      return future.get(deadline.toMillis(), TimeUnit.MILLISECONDS);
    } catch (ExecutionException e) {
      throw e.getCause() instanceof KafkaException kafka
          ? kafka
          : new KafkaException(String.valueOf(e.getCause()), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new KafkaException("interrupted", e);
    }
  }

  /// The number of replicas is the cluster's own default.
  private static NewTopic planned(String name, Map<String, String> settings) {
    return new NewTopic(name, Optional.of(EmbeddedBroker.PARTITIONS), Optional.empty())
        .configs(settings);
  }

  private static String reason(KafkaException e) {
    Throwable deepest = e;
    while (deepest.getCause() != null) {
      deepest = deepest.getCause();
    }
    return deepest.getMessage() == null ? deepest.getClass().getSimpleName() : deepest.getMessage();
  }
}
