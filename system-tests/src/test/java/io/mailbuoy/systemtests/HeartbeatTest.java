package io.mailbuoy.systemtests;

import io.mailbuoy.testbed.WebhookReceiver;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// `./mailbuoy up` calls the heartbeat's address while results come through the whole line, and is
/// silent when a service in it stands still.
class HeartbeatTest {
  private static final Duration PATIENCE = Duration.ofMinutes(2);

  @TempDir Path folder;

  @Test
  void it_beats_while_results_come_through_and_stops_when_a_service_stands_still()
      throws IOException {
    try (WebhookReceiver page = WebhookReceiver.start();
        WebhookReceiver heart = WebhookReceiver.start()) {
      Path file = folder.toRealPath().resolve("mailbuoy.yaml");
      Files.writeString(
          file,
          """
          mailbuoy:
            location: test
            targets: [{id: page, service: page, url: "%s", interval: 1s}]
            notifier: {heartbeat: {url: "${HEARTBEAT_URL}", interval: 1s, stale-after: 12s}}
          """
              .formatted(page.url()));
      try (MailbuoyProcess mailbuoy =
          MailbuoyProcess.run(
              folder.toRealPath(),
              Map.of("HEARTBEAT_URL", heart.url() + "s3cret-part-of-it"),
              List.of("up", "-c", file.toString(), "--data", "data"))) {
        mailbuoy.awaitLine("mailbuoy is up");
        awaitBeatsSince(heart, Instant.EPOCH);
        for (String module : List.of("classifier-service", "probe-service")) {
          ProcessHandle service = mailbuoy.service(module);
          signal(service, "STOP");
          awaitSilence(heart, module);
          Instant resumed = Instant.now();
          signal(service, "CONT");
          awaitBeatsSince(heart, resumed);
        }
      }
    }
  }

  private static void awaitBeatsSince(WebhookReceiver heart, Instant since) {
    Awaitility.await("beats")
        .atMost(PATIENCE)
        .until(
            () -> heart.accepted().stream().filter(beat -> beat.at().isAfter(since)).count() >= 2);
  }

  /// They are a second apart where there are any.
  private static void awaitSilence(WebhookReceiver heart, String module) {
    Awaitility.await("silence while the " + module + " stands still")
        .atMost(PATIENCE)
        .until(() -> heart.accepted().getLast().at().isBefore(Instant.now().minusSeconds(10)));
  }

  private static void signal(ProcessHandle process, String name) {
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().onExit().join();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
