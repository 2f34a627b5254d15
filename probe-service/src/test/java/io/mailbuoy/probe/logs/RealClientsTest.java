package io.mailbuoy.probe.logs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.mailbuoy.contracts.config.ConfigFile;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.ProbeResult;
import io.mailbuoy.probe.imap.ServerAnswers;
import io.mailbuoy.testbed.DovecotServer;
import io.mailbuoy.testbed.TestCertificates;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/// What Debian's mbsync and fetchmail really write, against a real Dovecot: a login that works, a
/// wrong password, and a server that is gone.
class RealClientsTest {
  private static final String USER = "ann";

  @TempDir Path folder;
  private final TestCertificates certificates = TestCertificates.create();
  private final List<ProbeResult> results = new ArrayList<>();
  private DovecotServer server;

  @BeforeEach
  void start() throws IOException {
    assumeTrue(
        DovecotServer.installed(), "Dovecot is not installed; apt-get install dovecot-imapd");
    server =
        DovecotServer.start(
            Files.createDirectory(folder.resolve("dovecot")), certificates, List.of(USER));
  }

  @AfterEach
  void stop() {
    if (server != null) {
      server.close();
    }
    certificates.close();
  }

  @Test
  void mbsync() throws Exception {
    assumeTrue(installed("mbsync"), "mbsync is not installed; apt-get install isync");
    LogWatch watch = watch("mbsync");
    runMbsync(DovecotServer.passwordOf(USER));
    watch.turn();
    assertThat(said()).containsExactly("success");
    runMbsync("wrong");
    watch.turn();
    assertThat(said()).containsExactly("success", FailureKind.AUTH_REJECTED.text());
    server.stop();
    runMbsync(DovecotServer.passwordOf(USER));
    watch.turn();
    assertThat(said().getLast()).isEqualTo(FailureKind.CONNECT_REFUSED.text());
    assertNoSecret();
  }

  @Test
  void fetchmail() throws Exception {
    assumeTrue(installed("fetchmail"), "fetchmail is not installed; apt-get install fetchmail");
    LogWatch watch = watch("fetchmail");
    runFetchmail(DovecotServer.passwordOf(USER));
    watch.turn();
    assertThat(said()).containsExactly("success");
    runFetchmail("wrong");
    watch.turn();
    assertThat(said()).containsExactly("success", FailureKind.AUTH_REJECTED.text());
    server.stop();
    runFetchmail(DovecotServer.passwordOf(USER));
    watch.turn();
    assertThat(said())
        .containsExactly(
            "success", FailureKind.AUTH_REJECTED.text(), FailureKind.CONNECT_REFUSED.text());
    assertNoSecret();
  }

  @Test
  void dovecots_own_log() throws Exception {
    assumeTrue(installed("fetchmail"), "fetchmail is not installed; apt-get install fetchmail");
    LogWatch watch = watch("dovecot", folder.resolve("dovecot/log"));
    runFetchmail(DovecotServer.passwordOf(USER));
    watch.turn();
    assertThat(said()).containsExactly("success");
    assertThat(results.getFirst().targetId()).isEqualTo("log/" + USER);
  }

  private List<String> said() {
    return results.stream()
        .map(each -> each.failure() == null ? "success" : each.failure().kind().text())
        .toList();
  }

  private void assertNoSecret() {
    assertThat(results.toString()).doesNotContain(DovecotServer.passwordOf(USER));
    assertThat(
            results.stream()
                .map(ProbeResult::failure)
                .filter(Objects::nonNull)
                .map(ProbeResult.Failure::serverText))
        .doesNotContainNull();
  }

  private static boolean installed(String program) {
    return Files.isExecutable(Path.of("/usr/bin/" + program));
  }

  private LogWatch watch(String format) throws IOException {
    return watch(format, Files.createFile(folder.resolve("log")));
  }

  private LogWatch watch(String format, Path log) {
    String text =
        "mailbuoy: {logs: [{id: log, file: \"%s\", format: %s, service: own-mail, per-user: true}]}"
            .formatted(log, format);
    ServerAnswers answers = ServerAnswers.load();
    LogWatch watch =
        new LogWatch(
            ConfigFile.parse("test", text, Map.of()).typed().logs().getFirst(),
            "here",
            LogFormats.load(answers),
            answers,
            results::add,
            Clock.systemUTC());
    watch.turn();
    return watch;
  }

  private void runMbsync(String password) throws IOException, InterruptedException {
    Path config = folder.resolve("mbsyncrc");
    Files.createDirectories(folder.resolve("local"));
    Files.writeString(
        config,
        """
        IMAPAccount a
        Host localhost
        Port %d
        User %s
        Pass %s
        SSLType IMAPS
        CertificateFile %s
        AuthMechs LOGIN

        IMAPStore far
        Account a

        MaildirStore near
        Path %s/local/
        Inbox %s/local/INBOX
        Subfolders Verbatim

        Channel c
        Far :far:
        Near :near:
        Patterns INBOX
        Create Near
        SyncState *
        """
            .formatted(
                server.url().getPort(), USER, password, certificates.caPem(), folder, folder));
    run("mbsync", "-V", "-c", config.toString(), "c");
  }

  private void runFetchmail(String password) throws IOException, InterruptedException {
    Path config = folder.resolve("fetchmailrc");
    Files.writeString(
        config,
        "poll localhost port %d protocol imap user %s password %s ssl sslcertck sslcertfile %s mda /bin/true\n"
            .formatted(server.url().getPort(), USER, password, certificates.caPem()));
    Files.setPosixFilePermissions(config, PosixFilePermissions.fromString("rw-------"));
    run(
        "fetchmail",
        "--nodetach",
        "--nosyslog",
        "--pidfile",
        folder.resolve("fetchmail.pid").toString(),
        "-f",
        config.toString());
  }

  private void run(String... command) throws IOException, InterruptedException {
    ProcessBuilder builder =
        new ProcessBuilder(command)
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(folder.resolve("log").toFile()));
    builder.environment().put("LC_ALL", "C");
    builder.environment().put("HOME", folder.toString());
    Process process = builder.start();
    if (!process.waitFor(60, TimeUnit.SECONDS)) {
      process.destroyForcibly();
    }
  }
}
