package io.mailbuoy.benchmarks.delivery;

import io.mailbuoy.benchmarks.fleet.Bench;
import io.mailbuoy.benchmarks.fleet.Machine;
import io.mailbuoy.benchmarks.fleet.Report;
import io.mailbuoy.benchmarks.fleet.ServiceProcess;
import io.mailbuoy.standalone.broker.EmbeddedBroker;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/// From `mailbuoy.alerts` to the receivers: a thousand alerts a minute to three channels. And how
/// much memory a hundred thousand alerts take that wait, also for a notifier that starts with them.
public final class DeliveryBenchmark {
  private static final int A_MINUTE = 1_000;
  private static final int WARM_UP = 700;
  private static final int SETTLED = 20_000;
  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private DeliveryBenchmark() {}

  /// @param args how many alerts to measure, and how many are to wait
  @SuppressWarnings("SystemExitOutsideMain")
  public static void main(String[] args) throws Exception {
    int alerts = args.length > 0 ? Integer.parseInt(args[0]) : 2_000;
    int waiting = args.length > 1 ? Integer.parseInt(args[1]) : 100_000;
    Report report = new Report(System.out);
    report.say("delivery: %d alerts a minute to three channels".formatted(A_MINUTE));
    report.say(Machine.describe());
    try (Bench bench = new Bench()) {
      speed(bench, report, alerts);
    }
    if (waiting > 0) {
      try (Bench bench = new Bench()) {
        memory(bench, report, waiting);
      }
    }
    report.figure("load of the machine, everything included", Machine.load());
    report.say(report.passed() ? "PASS" : "FAIL");
    System.exit(report.passed() ? 0 : 1);
  }

  private static List<Receiver> receivers(Bench bench) throws IOException {
    List<Receiver> receivers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      receivers.add(bench.keep(Receiver.start()));
    }
    return receivers;
  }

  private static ServiceProcess notifier(Bench bench, EmbeddedBroker broker, Path config)
      throws IOException, InterruptedException {
    return bench.keep(
        ServiceProcess.start(
            "notifier-service",
            config,
            broker.bootstrapServers(),
            Map.of(),
            bench.folder().resolve("notifier.log")));
  }

  private static Path configuration(Bench bench, List<Receiver> receivers) throws IOException {
    StringBuilder text = new StringBuilder("mailbuoy:\n  channels:\n");
    for (int i = 0; i < receivers.size(); i++) {
      text.append(
          "    c%d: {type: pagerduty, routing-key: \"%032d\", url: \"%s\"}%n"
              .formatted(i, i, receivers.get(i).url()));
    }
    text.append("  routes: [{channels: [c0, c1, c2]}]\n");
    return Files.writeString(bench.folder().resolve("mailbuoy.yaml"), text);
  }

  private static void speed(Bench bench, Report report, int alerts)
      throws IOException, InterruptedException, ExecutionException {
    EmbeddedBroker broker = bench.broker();
    List<Receiver> receivers = receivers(bench);
    ServiceProcess notifier = notifier(bench, broker, configuration(bench, receivers));
    Map<String, Long> sent = new HashMap<>();
    try (Alerts producer = new Alerts(broker.bootstrapServers())) {
      write(producer, "warm-up-", WARM_UP, new HashMap<>());
      Duration cpu = notifier.processorTime();
      write(producer, "alert-", alerts, sent);
      Bench.await(
          "every receiver has been told of every alert",
          PATIENCE,
          () ->
              receivers.stream().allMatch(each -> each.told().keySet().containsAll(sent.keySet())));
      report.figure(
          "processor time for an alert",
          "%.2f ms".formatted(notifier.processorTime().minus(cpu).toNanos() / 1e6 / alerts));
    }
    List<Double> millis =
        receivers.stream()
            .flatMap(each ->
                sent.entrySet().stream()
                    .map(alert ->
                        (each.told().getOrDefault(alert.getKey(), Long.MAX_VALUE)
                                - alert.getValue())
                            / 1e6))
            .sorted()
            .toList();
    report.figure("measured", alerts + " alerts, " + millis.size() + " messages");
    report.atMost("from the topic to the receiver, p50", quantile(millis, 0.5), 10, "ms");
    report.atMost("from the topic to the receiver, p99", quantile(millis, 0.99), 30, "ms");
    report.figure("the slowest", "%.1f ms".formatted(millis.getLast()));
    report.figure("resident memory", notifier.residentKib() / 1024 + " MiB");
  }

  /// One alert after the other, evenly.
  private static void write(Alerts producer, String prefix, int count, Map<String, Long> sent)
      throws InterruptedException, ExecutionException {
    long pause = Duration.ofMinutes(1).toNanos() / A_MINUTE;
    long begin = System.nanoTime();
    for (int i = 0; i < count; i++) {
      Bench.rest(Duration.ofNanos(begin + i * pause - System.nanoTime()));
      sent.put(prefix + i, System.nanoTime());
      var _ = producer.open(prefix + i, i).get();
    }
  }

  private static double quantile(List<Double> sorted, double quantile) {
    return sorted.get((int) Math.ceil(quantile * sorted.size()) - 1);
  }

  /// All channels are asked to wait for an hour, and so do the alerts. Memory is resident memory, a
  /// fifth of the alerts in and all of them in: what grows between is for each that waits.
  private static void memory(Bench bench, Report report, int waiting)
      throws IOException, InterruptedException, ExecutionException {
    EmbeddedBroker broker = bench.broker();
    List<Receiver> receivers = receivers(bench);
    receivers.forEach(Receiver::beBusy);
    Path config = configuration(bench, receivers);
    ServiceProcess notifier = notifier(bench, broker, config);
    try (Alerts producer = new Alerts(broker.bootstrapServers())) {
      pile(producer, 0, SETTLED);
      awaitWaiting(notifier, SETTLED);
      long settled = notifier.residentKib();
      pile(producer, SETTLED, waiting);
      awaitWaiting(notifier, waiting);
      long full = notifier.residentKib();
      report.figure("resident with %d waiting".formatted(SETTLED), settled / 1024 + " MiB");
      report.figure("resident with %d waiting".formatted(waiting), full / 1024 + " MiB");
      report.atMost(
          "for each that waits, on all three channels",
          (full - settled) / (double) (waiting - SETTLED),
          2,
          "KiB");
    }
    notifier.close();
    long begin = System.nanoTime();
    ServiceProcess restarted = notifier(bench, broker, config);
    awaitWaiting(restarted, waiting);
    report.figure(
        "ready after a restart with all waiting",
        "%.1f s".formatted((System.nanoTime() - begin) / 1e9));
    report.atMost("resident after that restart", restarted.residentKib() / 1024.0, 400, "MiB");
  }

  private static void pile(Alerts producer, int from, int to)
      throws InterruptedException, ExecutionException {
    for (int i = from; i < to; i++) {
      var written = producer.open("waiting-" + i, i);
      if (i % 1_000 == 0 || i == to - 1) {
        var _ = written.get();
      }
    }
  }

  private static void awaitWaiting(ServiceProcess notifier, int alerts) {
    Bench.await(
        alerts + " alerts wait on each channel",
        PATIENCE,
        () -> notifier.metrics().sum("mailbuoy_notifier_waiting") >= 3.0 * alerts);
  }
}
