package io.mailbuoy.systemtests;

import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.contracts.event.Outcome;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.contracts.event.ProbeResult;
import io.mailbuoy.contracts.event.Protocol;
import io.mailbuoy.contracts.event.Role;
import io.mailbuoy.contracts.kafka.Topics;
import io.mailbuoy.contracts.kafka.TraceParent;
import java.time.Instant;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;

/// The results of mailboxes of several tenants, each probed once a second, as the probe service
/// would publish them.
final class Mailboxes implements AutoCloseable {
  private static final int PER_TENANT = 25;

  private final List<String> tenants;
  private final KafkaProducer<String, byte[]> producer;
  private final ScheduledExecutorService rounds = Executors.newSingleThreadScheduledExecutor();
  private final Set<String> failing = ConcurrentHashMap.newKeySet();
  private long number;

  Mailboxes(List<String> tenants, String broker) {
    this.tenants = tenants;
    this.producer = Line.producer(broker);
    long all = (long) tenants.size() * PER_TENANT;
    var _ =
        rounds.scheduleAtFixedRate(this::probeNext, 0, 1_000_000_000L / all, TimeUnit.NANOSECONDS);
  }

  /// Every mailbox of these tenants fails from now on.
  void breakDown(List<String> affected) {
    failing.addAll(affected);
  }

  /// They work again.
  void mend(List<String> affected) {
    affected.forEach(failing::remove);
  }

  private void probeNext() {
    int target = (int) (number++ % ((long) tenants.size() * PER_TENANT));
    String tenant = tenants.get(target % tenants.size());
    publish(
        producer,
        result(tenant, tenant + "-" + target, "fra1", Instant.now(), failing.contains(tenant)));
  }

  static void publish(KafkaProducer<String, byte[]> producer, ProbeResult result) {
    var _ =
        producer.send(
            new ProducerRecord<>(
                Topics.PROBE_RESULTS.name(),
                null,
                Topics.PROBE_RESULTS.key().apply(result),
                Topics.PROBE_RESULTS.codec().write(result),
                Topics.PROBE_RESULTS.headers(result, "/test", TraceParent.start())));
  }

  static ProbeResult result(
      String tenant, String target, String location, Instant at, boolean failed) {
    String id = target + "@" + at;
    return new ProbeResult(
        id,
        id,
        target,
        tenant,
        location,
        "exchange-online",
        Open.of(Protocol.IMAP),
        Open.of(Role.SUBJECT),
        at,
        900,
        1,
        Open.of(failed ? Outcome.FAILURE : Outcome.SUCCESS),
        List.of(
            new ProbeResult.PhaseTiming(Phase.CONNECT, 20),
            new ProbeResult.PhaseTiming(Phase.AUTHENTICATE, 800)),
        failed
            ? new ProbeResult.Failure(
                Phase.AUTHENTICATE, FailureKind.AUTH_REJECTED, "NO AUTHENTICATE failed.", true)
            : null,
        null,
        null);
  }

  @Override
  public void close() {
    rounds.shutdownNow();
    producer.close();
  }
}
