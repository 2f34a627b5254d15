package io.mailbuoy.standalone.broker;

import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;

/// The settings of a broker that serves three services on one machine: broker and controller in
/// one, one replica of everything, few threads, small buffers, a quick start.
final class BrokerSettings {
  static final int NODE_ID = 1;
  static final String CLIENTS = "CLIENTS";
  static final String CONTROLLER = "CONTROLLER";
  static final String LOOPBACK = "127.0.0.1";

  private static final String MIB = Integer.toString(1 << 20);

  private BrokerSettings() {}

  static Map<String, String> of(Path logs, int port) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.putAll(
        Map.of(
            "process.roles",
            "broker,controller",
            "node.id",
            Integer.toString(NODE_ID),
            // The port is known only when it is bound; the broker is given the real one.
            "controller.quorum.voters",
            NODE_ID + "@" + LOOPBACK + ":0",
            "listeners",
            CLIENTS + "://" + LOOPBACK + ":" + port + "," + CONTROLLER + "://" + LOOPBACK + ":0",
            "listener.security.protocol.map",
            CLIENTS + ":PLAINTEXT," + CONTROLLER + ":PLAINTEXT",
            "inter.broker.listener.name",
            CLIENTS,
            "controller.listener.names",
            CONTROLLER,
            "log.dirs",
            logs.toString()));
    settings.putAll(oneOfEverything());
    settings.putAll(littleMemory());
    settings.putAll(fewThreads());
    settings.putAll(quickStart());
    return settings;
  }

  private static Map<String, String> oneOfEverything() {
    return Map.of(
        "auto.create.topics.enable", "false",
        "num.partitions", Integer.toString(EmbeddedBroker.PARTITIONS),
        "default.replication.factor", "1",
        "min.insync.replicas", "1",
        "offsets.topic.num.partitions", "1",
        "offsets.topic.replication.factor", "1",
        "transaction.state.log.num.partitions", "1",
        "transaction.state.log.replication.factor", "1",
        "transaction.state.log.min.isr", "1");
  }

  private static Map<String, String> littleMemory() {
    return Map.of(
        // 128 MiB by default, taken from the heap at once.
        "log.cleaner.dedupe.buffer.size",
        Integer.toString(2 << 20),
        "log.cleaner.io.buffer.size",
        Integer.toString(128 << 10),
        // Every partition maps an index of this size; segments of 64 MiB need no more.
        "log.index.size.max.bytes",
        MIB,
        "log.segment.bytes",
        Integer.toString(64 << 20),
        "offsets.load.buffer.size",
        MIB,
        "transaction.state.log.load.buffer.size",
        MIB,
        "queued.max.requests",
        "64",
        "producer.id.expiration.ms",
        "3600000",
        "metadata.max.retention.bytes",
        Integer.toString(8 << 20),
        "metadata.log.segment.bytes",
        Integer.toString(8 << 20));
  }

  private static Map<String, String> fewThreads() {
    return Map.of(
        "num.network.threads", "1",
        "num.io.threads", "2",
        "background.threads", "1",
        "num.recovery.threads.per.data.dir", "1",
        "num.replica.fetchers", "1",
        "log.cleaner.threads", "1",
        "group.coordinator.threads", "1",
        "group.share.enable", "false",
        // Proof of life for an idle controller; it would write to the disk twice a second.
        "metadata.max.idle.interval.ms", "0");
  }

  private static Map<String, String> quickStart() {
    return Map.of(
        // The first heartbeats carry the broker through its start.
        "broker.heartbeat.interval.ms", "500",
        "controller.quorum.append.linger.ms", "5",
        "controller.quorum.election.timeout.ms", "200",
        "controller.quorum.election.backoff.max.ms", "100",
        "group.initial.rebalance.delay.ms", "0",
        // Whoever wants to be replaced sooner than after six seconds may say so.
        "group.min.session.timeout.ms", "1000",
        "controlled.shutdown.enable", "true");
  }
}
