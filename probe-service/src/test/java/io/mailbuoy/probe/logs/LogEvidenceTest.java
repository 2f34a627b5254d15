package io.mailbuoy.probe.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mailbuoy.contracts.config.ConfigFile;
import io.mailbuoy.contracts.config.MailbuoyConfig;
import io.mailbuoy.contracts.event.ProbeResult;
import io.mailbuoy.probe.imap.ServerAnswers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// Everything together, on threads of its own.
class LogEvidenceTest {
  @TempDir Path folder;
  private final List<ProbeResult> results = new CopyOnWriteArrayList<>();

  @Test
  void each_log_is_followed_until_the_end() throws IOException {
    Path one = Files.writeString(folder.resolve("one.log"), "Error: socket error\n");
    Path two = folder.resolve("two.log");
    MailbuoyConfig config =
        ConfigFile.parse(
                "test",
                """
                mailbuoy:
                  logs:
                    - {id: one, file: "%s", format: mbsync, service: own-mail, from: start}
                    - {id: two, file: "%s", format: fetchmail, service: own-mail, from: start}
                """
                    .formatted(one, two),
                Map.of())
            .typed();
    LogEvidence evidence =
        new LogEvidence(
            config.logs(), "fra1", ServerAnswers.load(), results::add, Clock.systemUTC());
    evidence.start();
    await().until(() -> results.size() == 1);
    Files.writeString(two, "fetchmail: Authorization failure on ann@mail.example.org\n");
    await().until(() -> results.size() == 2);
    assertThat(results).extracting(ProbeResult::targetId).containsExactly("one", "two");
    evidence.close();
    Files.writeString(one, "Error: socket error\n", StandardOpenOption.APPEND);
    assertThat(evidence.watches().getFirst().lines()).isEqualTo(1);
    assertThat(results).hasSize(2);
  }
}
