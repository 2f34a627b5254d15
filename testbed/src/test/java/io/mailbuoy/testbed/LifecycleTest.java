package io.mailbuoy.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/// Starting, stopping and going away.
@Timeout(20)
class LifecycleTest {

  private static void assertRefused(int port) {
    assertThatExceptionOfType(ConnectException.class)
        .isThrownBy(() -> new Socket(InetAddress.getLoopbackAddress(), port).close());
  }

  @Test
  void imapStopsAndStartsOnTheSamePort() throws IOException {
    try (Microsoft365 microsoft = Microsoft365.start(1)) {
      ExchangeImapServer imap = microsoft.imap();
      int port = imap.port();
      try (RawImap before = RawImap.tls(port, microsoft.certificates().clientContext())) {
        assertThat(before.line()).startsWith("* OK ");
        imap.stop();
        assertThat(imap.openSessions()).isZero();
        assertEnded(before);
      }
      assertRefused(port);
      imap.start();
      assertThat(imap.port()).isEqualTo(port);
      try (RawImap after = RawImap.tls(port, microsoft.certificates().clientContext())) {
        assertThat(after.line()).startsWith("* OK ");
        imap.closeConnections();
        assertEnded(after);
      }
      try (RawImap again = RawImap.tls(port, microsoft.certificates().clientContext())) {
        assertThat(again.line()).startsWith("* OK ");
      }
    }
  }

  /// The end may come as an end of file or as a reset.
  private static void assertEnded(RawImap client) {
    String last;
    try {
      last = client.line();
    } catch (IOException e) {
      assertThat(e).isNotInstanceOf(SocketTimeoutException.class);
      return;
    }
    assertThat(last).isNull();
  }

  @Test
  void everythingElseStopsAndStartsOnTheSamePort() throws Exception {
    try (MicrosoftCloud cloud = MicrosoftCloud.start(new TokenAuthority());
        WebhookReceiver webhook = WebhookReceiver.start();
        SmtpReceiver smtp = SmtpReceiver.start()) {
      List<Integer> ports = List.of(cloud.port(), webhook.port(), smtp.port());
      cloud.stop();
      webhook.stop();
      smtp.stop();
      ports.forEach(LifecycleTest::assertRefused);
      cloud.start();
      webhook.resume();
      smtp.resume();
      assertThat(List.of(cloud.port(), webhook.port(), smtp.port())).isEqualTo(ports);
      assertThat(Http.get(cloud.owaUrl()).statusCode()).isEqualTo(200);
      assertThat(Http.post(webhook.url().toString(), "x").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void closeEndsHangingClientsAndLeavesNoThread() throws Exception {
    Set<Thread> before = Thread.getAllStackTraces().keySet();
    List<RawImap> hanging = new ArrayList<>();
    ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor();
    Microsoft365 microsoft = Microsoft365.start(1);
    TeamsReceiver teams = TeamsReceiver.start();
    SmtpReceiver smtp = SmtpReceiver.start();
    microsoft.imap().faults().set(new ImapFault.Hang());
    microsoft.imap().faults().greetingDelay(Duration.ofHours(1));
    microsoft.cloud().web().hang();
    teams.faults().set(new ReceiverFault.Hang());
    smtp.faults().set(new SmtpFault.Hang());
    for (int i = 0; i < 5; i++) {
      hanging.add(RawImap.plain(microsoft.imap().port()));
      hanging.add(RawImap.plain(smtp.port()));
    }
    String owa = microsoft.cloud().owaUrl();
    Future<Integer> web = clients.submit(() -> Http.get(owa).statusCode());
    Future<Integer> card =
        clients.submit(() -> Http.post(teams.url().toString(), "{}").statusCode());
    await().until(() -> microsoft.imap().openSessions() == 5 && smtp.sessions() == 5);
    await().until(() -> microsoft.cloud().requests("/owa") == 1 && teams.received().size() == 1);

    microsoft.close();
    teams.close();
    smtp.close();

    assertThat(microsoft.imap().openSessions()).isZero();
    await().until(() -> web.isDone() && card.isDone());
    assertThat(web.state()).isEqualTo(Future.State.FAILED);
    assertThat(card.state()).isEqualTo(Future.State.FAILED);
    for (RawImap client : hanging) {
      assertEnded(client);
      client.close();
    }
    clients.close();
    await()
        .untilAsserted(() ->
            assertThat(
                    Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> !before.contains(thread))
                        .map(Thread::getName)
                        .filter(LifecycleTest::ours)
                        .collect(Collectors.toSet()))
                .isEmpty());
  }

  /// The JDK keeps threads of its own for virtual threads and for its HTTP client.
  private static boolean ours(String thread) {
    return thread.startsWith("testbed")
        || thread.startsWith("HTTP-Dispatcher")
        || thread.startsWith("smtp")
        || thread.contains("127.0.0.1");
  }

  @Test
  void servesManySessionsCheaply() throws Exception {
    int sessions = 600;
    try (Microsoft365 microsoft = Microsoft365.start(20);
        ExecutorService clients = Executors.newFixedThreadPool(20)) {
      var trust = microsoft.certificates().clientContext();
      List<Future<String>> answers = new ArrayList<>();
      for (int i = 0; i < sessions; i++) {
        String user = microsoft.mailboxes().get(i % 20);
        String token = microsoft.tokens().issue("c", Duration.ofMinutes(1));
        answers.add(
            clients.submit(() -> {
              try (RawImap client = RawImap.tls(microsoft.imap().port(), trust)) {
                var _ = client.line();
                var _ = client.ask("A1 AUTHENTICATE XOAUTH2 " + RawImap.xoauth2(user, token));
                return client.ask("A2 EXAMINE INBOX").getLast();
              }
            }));
      }
      for (Future<String> answer : answers) {
        assertThat(answer.get()).isEqualTo("A2 OK [READ-ONLY] EXAMINE completed.");
      }
      assertThat(microsoft.imap().sessions()).isEqualTo(sessions);
      await().until(() -> microsoft.imap().openSessions() == 0);
    }
  }
}
