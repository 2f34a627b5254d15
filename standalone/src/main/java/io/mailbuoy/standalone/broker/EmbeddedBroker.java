package io.mailbuoy.standalone.broker;

import static java.util.concurrent.CompletableFuture.completedFuture;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server;
import kafka.server.SharedServer;
import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.network.ListenerName;
import org.apache.kafka.common.utils.Exit;
import org.apache.kafka.common.utils.Time;
import org.apache.kafka.metadata.storage.Formatter;
import org.apache.kafka.server.ServerSocketFactory;
import org.apache.kafka.server.fault.FaultHandler;
import org.apache.kafka.server.fault.LoggingFaultHandler;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// A real Kafka broker in this process: broker and controller in one, on ports of its own that only
/// this machine can reach, with its data kept in a folder between starts.
public final class EmbeddedBroker implements AutoCloseable {
  /// Of every topic: the most that one service's instances can share out among themselves.
  public static final int PARTITIONS = 4;

  private static final Logger LOG = LoggerFactory.getLogger(EmbeddedBroker.class);
  private static final Duration SHUTDOWN = Duration.ofSeconds(5);

  private final DataLock lock;
  private final ControllerServer controller;
  private final BrokerServer broker;
  private final String bootstrapServers;
  private final AtomicBoolean closed = new AtomicBoolean();

  private EmbeddedBroker(DataLock lock, ControllerServer controller, BrokerServer broker) {
    this.lock = lock;
    this.controller = controller;
    this.broker = broker;
    this.bootstrapServers =
        BrokerSettings.LOOPBACK
            + ":"
            + broker.boundPort(ListenerName.normalised(BrokerSettings.CLIENTS));
  }

  /// Starts a broker on the data in a folder, which is made where it does not exist.
  ///
  /// @param data the folder; the broker's part of it is the folder `broker` in it
  /// @throws BrokerException where the folder cannot be used or the broker does not start
  public static EmbeddedBroker start(Path data) {
    return start(data, 0);
  }

  /// Starts a broker on a port where clients look for it already.
  ///
  /// @param port 0 for any that is free
  public static EmbeddedBroker start(Path data, int port) {
    return start(data, port, Map.of());
  }

  /// Starts a broker with settings beside its own, such as a login that it asks for. Its listener
  /// for clients is named `CLIENTS`.
  ///
  /// @param more Kafka's broker settings, which win over the broker's own
  public static EmbeddedBroker start(Path data, int port, Map<String, String> more) {
    Path folder = data.toAbsolutePath().normalize().resolve("broker");
    DataLock lock = DataLock.take(folder);
    try {
      return start(lock, folder.resolve("records"), port, more);
    } catch (Exception e) {
      release(lock);
      throw e instanceof BrokerException known
          ? known
          : new BrokerException(
              "the embedded broker does not start on "
                  + folder
                  + " ("
                  + e.getMessage()
                  + "); if the folder is damaged, name another with --data",
              e);
    }
  }

  private static EmbeddedBroker start(
      DataLock lock, Path records, int port, Map<String, String> more) throws Exception {
    Map<String, String> settings = BrokerSettings.of(records, port);
    settings.putAll(more);
    KafkaConfig config = new KafkaConfig(settings, false);
    if (!Files.exists(records.resolve("meta.properties"))) {
      format(records);
    }
    var storage = KafkaRaftServer.initializeLogDirs(config, LOG, "");
    ServerSocketChannel controllerSocket = bindLoopback();
    SharedServer shared =
        new SharedServer(
            config,
            storage._1(),
            Time.SYSTEM,
            Server.initializeMetrics(config, Time.SYSTEM, storage._1().clusterId().orElseThrow()),
            completedFuture(
                Map.of(
                    BrokerSettings.NODE_ID,
                    (InetSocketAddress) controllerSocket.getLocalAddress())),
            List.of(),
            EmbeddedBroker::faultHandler,
            sockets(controllerSocket));
    BrokerServer broker = new BrokerServer(shared);
    ControllerServer controller =
        new ControllerServer(shared, KafkaRaftServer.configSchema(), storage._2());
    try {
      controller.startup();
      broker.startup();
      return new EmbeddedBroker(lock, controller, broker);
    } catch (RuntimeException e) {
      broker.shutdown(Duration.ZERO);
      controller.shutdown();
      throw e;
    }
  }

  /// Where clients connect, `host:port`.
  public String bootstrapServers() {
    return bootstrapServers;
  }

  /// The same, for clients of this module.
  public Cluster cluster() {
    return Cluster.open(bootstrapServers);
  }

  /// Creates the topics that are missing, each with its settings.
  ///
  /// @throws BrokerException where they cannot be created
  public TopicSetup createTopics() {
    return TopicSetup.on(bootstrapServers);
  }

  /// Stops within a few seconds. The data stays.
  @Override
  public void close() {
    if (!closed.compareAndSet(false, true)) {
      return;
    }
    broker.shutdown(SHUTDOWN);
    controller.shutdown();
    release(lock);
  }

  /// The cluster's id is made once and lives in the folder.
  private static void format(Path records) throws Exception {
    ByteArrayOutputStream said = new ByteArrayOutputStream();
    try (PrintStream print = new PrintStream(said, true, StandardCharsets.UTF_8)) {
      Files.createDirectories(records);
      new Formatter()
          .setPrintStream(print)
          .setClusterId(Uuid.randomUuid().toString())
          .setNodeId(BrokerSettings.NODE_ID)
          .setControllerListenerName(BrokerSettings.CONTROLLER)
          .setMetadataLogDirectory(records.toString())
          .addDirectory(records.toString())
          .run();
    }
    LOG.info("{}", said.toString(StandardCharsets.UTF_8));
  }

  private static ServerSocketChannel bindLoopback() throws IOException {
    ServerSocketChannel channel = ServerSocketChannel.open();
    channel.configureBlocking(false);
    channel.bind(new InetSocketAddress(InetAddress.ofLiteral(BrokerSettings.LOOPBACK), 0));
    return channel;
  }

  /// The controller's address must be known before it starts, so its socket is bound beforehand; a
  /// port that is only looked for could be gone by then.
  private static ServerSocketFactory sockets(ServerSocketChannel controller) {
    return (listener, address, backlog, buffer) ->
        listener.equals(BrokerSettings.CONTROLLER)
            ? controller
            : ServerSocketFactory.INSTANCE.openServerSocket(listener, address, backlog, buffer);
  }

  /// A broker that has lost its metadata or its disk cannot go on, and nothing works without it:
  /// the process ends, and its children with it.
  private static FaultHandler faultHandler(String name, boolean fatal, Runnable action) {
    if (!fatal) {
      return new LoggingFaultHandler(name, action);
    }
    return (message, cause) -> {
      LOG.error("{}: {}", name, message, cause);
      System.err.println(
          "mailbuoy: the embedded broker has failed and cannot go on: " + name + ": " + message);
      Exit.halt(1);
      return new IllegalStateException(message, cause);
    };
  }

  private static void release(DataLock lock) {
    try {
      lock.close();
    } catch (IOException e) {
      LOG.warn("the data folder's lock was not given back; it is when this process ends", e);
    }
  }
}
