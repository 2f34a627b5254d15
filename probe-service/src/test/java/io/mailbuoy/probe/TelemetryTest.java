package io.mailbuoy.probe;

import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.config.ConfigFile;
import io.mailbuoy.contracts.config.MailbuoyConfig;
import io.mailbuoy.contracts.config.Secret;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.contracts.event.Outcome;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.contracts.event.ProbeResult;
import io.mailbuoy.contracts.event.Protocol;
import io.mailbuoy.contracts.event.Role;
import io.mailbuoy.contracts.event.Target;
import io.mailbuoy.contracts.kafka.TraceParent;
import io.mailbuoy.probe.http.Web;
import io.mailbuoy.probe.imap.ServerAnswers;
import io.mailbuoy.probe.logs.LogEvidence;
import io.mailbuoy.probe.publish.Outbox;
import io.mailbuoy.probe.retry.RetryBudget;
import io.mailbuoy.probe.targets.Roster;
import io.mailbuoy.probe.token.ClientProof;
import io.mailbuoy.probe.token.EntraErrors;
import io.mailbuoy.probe.token.TokenEndpoint;
import io.mailbuoy.probe.token.Tokens;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class TelemetryTest {
  private static final Path DOCUMENT =
      Path.of(System.getProperty("mailbuoy.root"), "docs/reference/metrics.md");
  private static final String BEGIN = "<!-- generated: probe-service -->\n";
  private static final String END = "<!-- end -->";

  private final MeterRegistry metrics = new SimpleMeterRegistry();
  private final Telemetry telemetry = new Telemetry(metrics);

  @Test
  void the_document_lists_what_is_measured() throws IOException {
    everythingHappensOnce();
    String table =
        metrics.getMeters().stream()
            .filter(meter -> !meter.getId().getName().endsWith(".histogram")) // a timer's part
            .collect(
                Collectors.groupingBy(
                    meter -> meter.getId().getName(), TreeMap::new, Collectors.toList()))
            .values()
            .stream()
            .map(TelemetryTest::row)
            .collect(
                Collectors.joining(
                    "\n",
                    "| metric | type | labels | meaning |\n| --- | --- | --- | --- |\n",
                    "\n"));
    String document = Files.readString(DOCUMENT);
    int begin = document.indexOf(BEGIN) + BEGIN.length();
    int end = document.indexOf(END, begin);
    if (Boolean.getBoolean("docs.write")) {
      Files.writeString(DOCUMENT, document.substring(0, begin) + table + document.substring(end));
    } else {
      assertThat(document.substring(begin, end))
          .as(
              "rewrite it with ./mvnw -pl probe-service test -Dtest=TelemetryTest -Ddocs.write=true")
          .isEqualTo(table);
    }
  }

  private static String row(List<Meter> meters) {
    Meter.Id id = meters.getFirst().getId();
    return "| `%s` | %s | %s | %s |"
        .formatted(
            id.getName(),
            id.getType().name().toLowerCase(Locale.ROOT),
            id.getTags().stream()
                .map(Tag::getKey)
                .map(key -> "`" + key + "`")
                .collect(Collectors.joining(", ")),
            Objects.requireNonNull(id.getDescription()));
  }

  @Test
  void ten_thousand_targets_make_no_more_series_than_one() {
    ProbeRound.Results results = telemetry.around((_, _) -> {});
    results.publish(result("first"), TraceParent.start());
    int one = metrics.getMeters().size();
    for (int i = 0; i < 10_000; i++) {
      results.publish(result("target-" + i), TraceParent.start());
    }
    assertThat(metrics.getMeters()).hasSize(one);
    assertThat(metrics.get("mailbuoy.probe.results").tag("kind", "timeout").counter().count())
        .isEqualTo(10_001);
  }

  @Test
  void lateness_is_a_histogram_that_knows_the_second() {
    telemetry.lateness().late(Duration.ofMillis(990));
    telemetry.lateness().late(Duration.ofMillis(1_500));
    telemetry.lateness().late(Duration.ofMillis(-3));
    var snapshot = metrics.get("mailbuoy.probe.lateness").timer().takeSnapshot();
    Map<Double, Double> buckets =
        Arrays.stream(snapshot.histogramCounts())
            .collect(Collectors.toMap(each -> each.bucket(), each -> each.count()));
    assertThat(buckets.get((double) Duration.ofSeconds(1).toNanos())).isEqualTo(2);
    assertThat(snapshot.count()).isEqualTo(3);
  }

  private void everythingHappensOnce() {
    telemetry.around((_, _) -> {}).publish(result("a"), TraceParent.start());
    telemetry.lateness().late(Duration.ZERO);
    telemetry.refusals().refused(RetryBudget.Scope.MAILBOX);
    telemetry.follow(
        new Outbox(_ -> CompletableFuture.completedFuture(null), "?", 10, Duration.ofSeconds(1)));
    telemetry.follow(new Roster(new NoProbing()));
    try (Web web = new Web();
        LogEvidence logs = logs()) {
      telemetry.follow("contoso", tokens(web));
      logs.watches().forEach(telemetry::follow);
    }
  }

  private static LogEvidence logs() {
    MailbuoyConfig config =
        ConfigFile.parse(
                "test",
                """
                mailbuoy:
                  logs:
                    - {id: l, file: /nowhere, format: mbsync, service: s}
                """,
                Map.of())
            .typed();
    return new LogEvidence(config.logs(), "fra1", ServerAnswers.load(), _ -> {}, Clock.systemUTC());
  }

  private static Tokens tokens(Web web) {
    return new Tokens(
        new TokenEndpoint(
            web,
            URI.create("http://localhost:9/token"),
            "client",
            new ClientProof.SharedSecret(new Secret("secret")),
            EntraErrors.load(),
            Clock.systemUTC()),
        System::nanoTime);
  }

  /// Nothing is probed.
  private static final class NoProbing implements Roster.Probing {
    @Override
    public void begin(Target target) {}

    @Override
    public void end(String id) {}
  }

  private static ProbeResult result(String target) {
    return new ProbeResult(
        "id-1",
        "cycle-1",
        target,
        "contoso",
        "fra1",
        "exchange-online",
        Open.of(Protocol.IMAP),
        Open.of(Role.SUBJECT),
        Instant.parse("2026-01-02T00:00:00Z"),
        30_000,
        1,
        Open.of(Outcome.FAILURE),
        List.of(new ProbeResult.PhaseTiming(Phase.GREETING, 30_000)),
        new ProbeResult.Failure(Phase.GREETING, FailureKind.TIMEOUT, null, true),
        null,
        null);
  }
}
