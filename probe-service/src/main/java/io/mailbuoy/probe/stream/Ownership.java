package io.mailbuoy.probe.stream;

import io.mailbuoy.contracts.kafka.Topics;
import java.time.Duration;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.consumer.ConsumerRebalanceListener;
import org.apache.kafka.clients.consumer.CooperativeStickyAssignor;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/// Which partitions of the targets are this replica's to probe. All replicas of a location are one
/// consumer group; nothing is consumed through it, what stands on the topic is known already.
///
/// A replica that joins takes partitions over only when the probes that run in them have ended. One
/// that dies is missed after the session time-out, and its partitions go to the others. A broker
/// that is away takes nothing away: nobody could take over either, so probing goes on.
public final class Ownership implements AutoCloseable {
  private static final Logger LOG = Logger.getLogger(Ownership.class);
  private static final String TOPIC = Topics.TARGETS.name();
  private static final Duration POLL = Duration.ofMillis(500);
  private static final long PAUSE_SECONDS = 2;
  private static final int BEATS = 4;
  private static final int LONGEST_BEAT_MILLIS = 3_000;

  /// A topic that is made, or grows, is noticed within this time.
  private static final int METADATA_MILLIS = 10_000;

  private final Map<String, Object> settings;
  private final Duration sessionTimeout;
  private final Listener listener;
  private final CountDownLatch stop = new CountDownLatch(1);
  private final Set<Integer> owned = new HashSet<>();
  private final Thread thread =
      Thread.ofPlatform().daemon().name("target-ownership").unstarted(this::take);
  private @Nullable KafkaConsumer<byte[], byte[]> member;
  private Standing standing = Standing.WAITING;
  private volatile long beganToPoll = System.nanoTime();
  private volatile long doubtedUntil = System.nanoTime();
  private volatile boolean handingOver;

  /// Is told by one thread.
  public interface Listener {
    /// These are ours from now on, all others are not.
    void own(Set<Integer> partitions);

    /// These go to somebody else, who waits. Returns when nothing is probed there any more.
    void handOver(Set<Integer> partitions);
  }

  /// Whether the group has answered.
  public enum Standing {
    WAITING,
    MEMBER
  }

  /// @param everyClient the settings of every Kafka client of this service
  /// @param sessionTimeout after which a replica that says nothing is replaced
  public Ownership(
      Map<String, Object> everyClient,
      String location,
      Duration sessionTimeout,
      Listener listener) {
    int session = Math.toIntExact(sessionTimeout.toMillis());
    this.sessionTimeout = sessionTimeout;
    this.listener = listener;
    this.settings = ConsumerSettings.of(everyClient, "mailbuoy-probe-owns-targets");
    settings.put(ConsumerConfig.GROUP_ID_CONFIG, "mailbuoy-probe-" + location);
    settings.put(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, session);
    settings.put(
        ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG,
        Math.min(session / BEATS, LONGEST_BEAT_MILLIS));
    settings.put(
        ConsumerConfig.PARTITION_ASSIGNMENT_STRATEGY_CONFIG,
        CooperativeStickyAssignor.class.getName());
    settings.put(ConsumerConfig.METADATA_MAX_AGE_CONFIG, METADATA_MILLIS);
    settings.put(ConsumerConfig.AUTO_OFFSET_RESET_CONFIG, "latest");
  }

  public void start() {
    thread.start();
  }

  /// Whether this replica has just been away from itself, paused by the system or its collector,
  /// for so long that another one may have taken over. It hears of that within a heartbeat or two.
  public boolean doubtful() {
    long now = System.nanoTime();
    return now - doubtedUntil < 0 || (!handingOver && now - beganToPoll > limit());
  }

  private long limit() {
    return sessionTimeout.toNanos() / 2;
  }

  public synchronized Standing standing() {
    return standing;
  }

  @Override
  public void close() {
    stop.countDown();
    synchronized (this) {
      if (member != null) {
        member.wakeup();
      }
    }
    try {
      // Whoever leaves the group is replaced at once.
      thread.join(Duration.ofSeconds(1));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void take() {
    String last = "";
    try {
      do {
        try (KafkaConsumer<byte[], byte[]> consumer =
            new KafkaConsumer<>(
                settings, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
          begin(consumer);
          consumer.subscribe(List.of(TOPIC), new Rebalances());
          while (stop.getCount() > 0) {
            poll(consumer);
          }
        } catch (WakeupException e) {
          LOG.debug("the group of this location is left");
        } catch (KafkaException e) {
          last = report(e, last);
        } finally {
          begin(null);
        }
      } while (!stop.await(PAUSE_SECONDS, TimeUnit.SECONDS));
    } catch (InterruptedException e) {
      LOG.debug("the group of this location is left");
    }
  }

  private void poll(KafkaConsumer<byte[], byte[]> consumer) {
    long now = System.nanoTime();
    if (now - beganToPoll > limit()) {
      doubtedUntil = now + limit();
    }
    beganToPoll = now;
    // Assigned partitions are paused, so that nothing is fetched.
    consumer.pause(consumer.assignment());
    consumer.poll(POLL);
  }

  private static String report(KafkaException e, String last) {
    String reason = e.getClass().getSimpleName() + ": " + e.getMessage();
    if (!reason.equals(last)) {
      LOG.errorf(
          "this replica cannot share the targets with others and probes none until it can (%s);"
              + " trying again",
          reason);
    }
    return reason;
  }

  private synchronized void begin(@Nullable KafkaConsumer<byte[], byte[]> consumer) {
    member = consumer;
  }

  private synchronized void member() {
    standing = Standing.MEMBER;
  }

  private final class Rebalances implements ConsumerRebalanceListener {
    @Override
    public void onPartitionsAssigned(Collection<TopicPartition> added) {
      owned.addAll(numbers(added));
      listener.own(Set.copyOf(owned));
      member();
      LOG.infof("this replica probes partitions %s of the targets", owned);
    }

    @Override
    public void onPartitionsRevoked(Collection<TopicPartition> gone) {
      owned.removeAll(numbers(gone));
      listener.own(Set.copyOf(owned));
      if (stop.getCount() > 0) {
        handingOver = true;
        listener.handOver(numbers(gone));
        beganToPoll = System.nanoTime(); // that was no pause
        handingOver = false;
      }
    }

    @Override
    public void onPartitionsLost(Collection<TopicPartition> gone) {
      owned.removeAll(numbers(gone));
      listener.own(Set.copyOf(owned));
      LOG.warnf(
          "partitions %s of the targets were given to another replica, because the broker has not"
              + " heard of this one for %d ms",
          numbers(gone), sessionTimeout.toMillis());
    }

    private static Set<Integer> numbers(Collection<TopicPartition> partitions) {
      Set<Integer> numbers = new HashSet<>();
      partitions.forEach(partition -> numbers.add(partition.partition()));
      return numbers;
    }
  }
}
