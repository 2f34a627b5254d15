package io.mailbuoy.notifier;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.config.ConfigFile;
import io.mailbuoy.contracts.config.MailbuoyConfig;
import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.AlertCommand;
import io.mailbuoy.contracts.event.Delivery;
import io.mailbuoy.contracts.kafka.TraceParent;
import io.mailbuoy.notifier.channel.Channel;
import io.mailbuoy.notifier.channel.Group;
import io.mailbuoy.notifier.channel.Outcome;
import io.mailbuoy.notifier.decision.Decision;
import io.mailbuoy.notifier.decision.Policy;
import io.mailbuoy.notifier.delivery.BackOff;
import io.mailbuoy.notifier.delivery.Ledger;
import io.mailbuoy.notifier.delivery.Next;
import io.mailbuoy.notifier.delivery.ReceiptLog;
import io.mailbuoy.notifier.delivery.Struggles;
import io.mailbuoy.notifier.delivery.Watcher;
import io.mailbuoy.notifier.delivery.WorkQueue;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;

/// A notifier without threads and without Kafka: the two topics are maps that keep the newest
/// record of each key, as compaction does, and time moves when the test moves it.
final class Simulation implements ReceiptLog, Watcher {
  private static final int PARTITION = 0;

  private final MovableClock clock;
  private final Policy policy;
  private final List<? extends Channel> channels;
  private final Map<String, Alert> alerts = new LinkedHashMap<>();
  private final Map<String, Delivery> deliveries = new LinkedHashMap<>();
  private final List<Delivery> receipts = new ArrayList<>();
  private final List<AlertCommand> commands = new ArrayList<>();
  private final List<String> unrouted = new ArrayList<>();
  private final Map<String, WorkQueue> queues = new LinkedHashMap<>();
  private Ledger ledger;
  private NotificationPipeline pipeline;
  private int receiptsToKeep = Integer.MAX_VALUE;

  Simulation(MovableClock clock, Policy policy, List<? extends Channel> channels) {
    this.clock = clock;
    this.policy = policy;
    this.channels = channels;
    this.ledger = new Ledger(clock);
    this.pipeline = pipeline();
    restart();
  }

  /// A notifier with the channels and routes of a configuration file.
  static Simulation of(MovableClock clock, String configuration) {
    ConfigFile file = ConfigFile.parse("mailbuoy.yaml", configuration, name -> null);
    assertThat(file.report().faults()).isEmpty();
    MailbuoyConfig config = file.typed();
    return new Simulation(clock, Policy.of(config), Channels.of(config));
  }

  private NotificationPipeline pipeline() {
    return new NotificationPipeline(
        ledger,
        policy,
        this,
        new BackOff(Duration.ofSeconds(1), Duration.ofMinutes(1), new Random(1)),
        new Struggles(Duration.ofSeconds(30)),
        this,
        clock,
        clock::nanos,
        Duration.ofMillis(500));
  }

  /// The process is killed and started again: all that is left is in the topics.
  void restart() {
    receiptsToKeep = Integer.MAX_VALUE;
    ledger = new Ledger(clock);
    pipeline = pipeline();
    queues.clear();
    for (Channel channel : channels) {
      WorkQueue queue = new WorkQueue();
      queues.put(channel.name(), queue);
      ledger.listen(id -> queue.offer(id, clock.nanos()));
    }
    alerts.values().forEach(alert -> ledger.learn(alert, PARTITION, TraceParent.start()));
    deliveries.values().forEach(ledger::restore);
    commands.forEach(ledger::learn);
    ledger.open(Set.of(PARTITION));
  }

  /// Somebody asks for something.
  void publish(AlertCommand command) {
    commands.add(command);
    var _ = ledger.learn(command);
  }

  /// The classifier writes a revision.
  void publish(Alert alert) {
    alerts.put(alert.alertId(), alert);
    ledger.learn(alert, PARTITION, TraceParent.start());
  }

  /// The process dies after the next message was taken and before its receipt is kept.
  void dieBeforeTheNextReceipt() {
    dieAfterReceipts(0);
  }

  /// The process dies when so many receipts have been kept.
  void dieAfterReceipts(int count) {
    receiptsToKeep = count;
  }

  /// One turn of each channel's worker.
  ///
  /// @return whether there was anything to look at
  boolean turn() {
    boolean any = false;
    for (Channel channel : channels) {
      any |= turn(channel);
    }
    return any;
  }

  boolean turn(Channel channel) {
    WorkQueue queue = queues.computeIfAbsent(channel.name(), _ -> new WorkQueue());
    return switch (queue.next(clock.nanos())) {
      case WorkQueue.Turn.Wait _ -> false;
      case WorkQueue.Turn.Take take -> {
        queue.settle(take, next(take, channel, queue), clock.nanos());
        yield true;
      }
    };
  }

  private Next next(WorkQueue.Turn.Take take, Channel channel, WorkQueue queue) {
    return pipeline.tell(take.alertId(), channel, () -> queue.waiting(clock.nanos()));
  }

  /// Everything that can be done by then is done.
  void run(Duration time) {
    run(time, Duration.ofMillis(500));
  }

  /// @param step between two looks
  void run(Duration time, Duration step) {
    long end = clock.nanos() + time.toNanos();
    while (clock.nanos() < end) {
      while (turn()) {
        // as long as there is something to look at
      }
      clock.move(step);
    }
  }

  /// The newest receipt of every alert and channel.
  Collection<Delivery> newest() {
    return deliveries.values();
  }

  List<Delivery> receipts() {
    return receipts;
  }

  Delivery newest(String alertId, String channel) {
    Delivery receipt = deliveries.get(alertId + "/" + channel);
    if (receipt == null) {
      throw new AssertionError("no receipt of " + alertId + " on " + channel);
    }
    return receipt;
  }

  List<String> unrouted() {
    return unrouted;
  }

  @Override
  public Kept keep(Delivery receipt, TraceParent trace) {
    if (receiptsToKeep == 0) {
      return Kept.STOPPING;
    }
    receiptsToKeep--;
    receipts.add(receipt);
    deliveries.put(receipt.alertId() + "/" + receipt.channel(), receipt);
    return Kept.YES;
  }

  @Override
  public void decided(Alert alert, String channel, Decision decision) {}

  @Override
  public void attempted(
      Alert alert, String channel, Decision.Send send, Outcome outcome, Duration took) {}

  @Override
  public void attemptedGroup(String channel, Group group, Outcome outcome, Duration took) {}

  @Override
  public void unrouted(Alert alert) {
    unrouted.add(alert.alertId());
  }
}
