package io.mailbuoy.probe.roundtrip;

import static io.mailbuoy.contracts.event.FailureKind.AUTH_REJECTED;
import static io.mailbuoy.contracts.event.FailureKind.DELIVERED_TO_JUNK;
import static io.mailbuoy.contracts.event.FailureKind.MAILBOX_ERROR;
import static io.mailbuoy.contracts.event.FailureKind.NOT_DELIVERED;
import static io.mailbuoy.contracts.event.FailureKind.SERVER_UNAVAILABLE;
import static io.mailbuoy.contracts.event.Phase.AUTHENTICATE;
import static io.mailbuoy.contracts.event.Phase.CAPABILITY;
import static io.mailbuoy.contracts.event.Phase.CONNECT;
import static io.mailbuoy.contracts.event.Phase.DELIVER;
import static io.mailbuoy.contracts.event.Phase.DNS;
import static io.mailbuoy.contracts.event.Phase.EXAMINE;
import static io.mailbuoy.contracts.event.Phase.GREETING;
import static io.mailbuoy.contracts.event.Phase.LOGOUT;
import static io.mailbuoy.contracts.event.Phase.SUBMIT;
import static io.mailbuoy.contracts.event.Phase.TLS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.icegreen.greenmail.util.GreenMail;
import com.icegreen.greenmail.util.ServerSetup;
import io.mailbuoy.contracts.config.Secret;
import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.probe.login.Credentials;
import io.mailbuoy.probe.mail.Answers;
import io.mailbuoy.probe.mail.SmtpDialogue;
import io.mailbuoy.probe.wire.Endpoint;
import io.mailbuoy.probe.wire.Fault;
import io.mailbuoy.probe.wire.Network;
import io.mailbuoy.probe.wire.Observation;
import io.mailbuoy.probe.wire.Security;
import io.mailbuoy.probe.wire.TlsClient;
import io.mailbuoy.testbed.DovecotExtra;
import io.mailbuoy.testbed.DovecotServer;
import io.mailbuoy.testbed.SmtpFault;
import io.mailbuoy.testbed.SmtpReceiver;
import io.mailbuoy.testbed.SmtpStage;
import io.mailbuoy.testbed.TestCertificates;
import jakarta.mail.MessagingException;
import jakarta.mail.internet.MimeMessage;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// With GreenMail's mailbox or Dovecot's, and a relay in front that brings messages there as each
/// test wants it.
class RoundTripProbeTest {
  private static final String ROBOT = "robot@example.org";
  private static final String TARGET = "letter";
  private static final Duration SHORT = Duration.ofMillis(900);
  private static final int DELAY_MILLIS = 2_000;
  private static final Duration LONG = Duration.ofSeconds(20);

  private static Network network;
  private static TestCertificates certificates;
  private static TlsClient tls;
  private static ScheduledExecutorService later;

  private GreenMail greenMail;
  private SmtpReceiver relay;

  @BeforeAll
  static void open() {
    network = Network.open();
    certificates = TestCertificates.create();
    tls = TlsClient.trusting(Optional.of(certificates.caPem()));
    later = Executors.newSingleThreadScheduledExecutor();
  }

  @AfterAll
  static void close() {
    later.shutdownNow();
    certificates.close();
    network.close();
  }

  @BeforeEach
  void start() {
    greenMail =
        new GreenMail(
            new ServerSetup[] {
              new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_SMTP),
              new ServerSetup(0, "127.0.0.1", ServerSetup.PROTOCOL_IMAP)
            });
    greenMail.start();
    greenMail.setUser(ROBOT, "robot", "rusty-nail");
    relay = SmtpReceiver.start();
  }

  @AfterEach
  void stop() {
    relay.close();
    greenMail.stop();
  }

  @Test
  void greenmail_takes_the_message_and_holds_it_until_it_is_deleted() {
    Box box = greenMailBox();
    box.put("INBOX", Box.message("X-Somebody-Else: 1"));
    SmtpDialogue.Server smtp = smtp(greenMail.getSmtp().getPort());

    Observation seen = probe(box, smtp, TARGET, LONG).observe();

    assertThat(seen.end()).isEqualTo(new Observation.Worked());
    assertThat(phases(seen))
        .containsExactly(
            DNS,
            CONNECT,
            GREETING,
            CAPABILITY,
            AUTHENTICATE,
            EXAMINE, // the mailbox
            DNS,
            CONNECT,
            GREETING,
            CAPABILITY,
            AUTHENTICATE,
            SUBMIT, // the relay
            DELIVER,
            LOGOUT);
    assertThat(box.all("INBOX")).singleElement().asString().contains("X-Somebody-Else");
    assertThat(seen.toString()).doesNotContain("rusty-nail");
  }

  @Test
  void the_message_is_marked_and_asks_for_no_answer() throws MessagingException {
    Box box = greenMailBox();
    relay.deliverBy(envelope -> box.put("INBOX", Box.text(envelope.message())));

    assertThat(probe(box, TARGET, LONG).observe().end()).isEqualTo(new Observation.Worked());

    MimeMessage sent = relay.received().getFirst();
    assertThat(sent.getHeader("Auto-Submitted")).containsExactly("auto-generated");
    assertThat(sent.getHeader("X-Auto-Response-Suppress")).containsExactly("All");
    Marker marker = Marker.read(sent.getHeader(Marker.HEADER)[0]).orElseThrow();
    assertThat(sent.getSubject()).contains(marker.token());
    assertThat(sent.getSentDate()).isNotNull();
    assertThat(relay.envelopes().getFirst().recipients()).containsExactly(ROBOT);
    assertThat(box.all("INBOX")).isEmpty();
  }

  @Test
  void the_delay_is_the_time_of_the_phase_deliver() {
    Box box = greenMailBox();
    relay.deliverBy(
        envelope -> soon(DELAY_MILLIS, () -> box.put("INBOX", Box.text(envelope.message()))));

    Observation seen = probe(box, TARGET, LONG).observe();

    assertThat(seen.end()).isEqualTo(new Observation.Worked());
    // The message is on its way a moment before its sender hears that it was accepted.
    assertThat(millis(seen, DELIVER)).isGreaterThan(DELAY_MILLIS / 2);
  }

  @Test
  void a_message_that_never_arrives_is_a_failure_of_its_own() {
    Box box = greenMailBox();

    Fault fault = assertFailed(probe(box, TARGET, SHORT).observe(), DELIVER, NOT_DELIVERED);

    assertThat(fault.retryable()).isFalse();
    assertThat(fault.detail()).contains("accepted");
    assertThat(relay.received()).hasSize(1);
  }

  @Test
  void the_junk_folder_is_noticed_and_emptied_of_the_message() {
    Box box = greenMailBox();
    box.create("Junk");
    box.put("Junk", Box.message("X-Somebody-Else: 1"));
    relay.deliverBy(envelope -> box.put("Junk", Box.text(envelope.message())));

    Fault fault = assertFailed(probe(box, TARGET, LONG).observe(), DELIVER, DELIVERED_TO_JUNK);

    assertThat(fault.detail()).contains("Junk");
    assertThat(box.all("Junk")).singleElement().asString().contains("X-Somebody-Else");
    assertThat(box.all("INBOX")).isEmpty();
  }

  @Test
  void two_at_once_find_each_its_own() throws Exception {
    Box box = greenMailBox();
    CountDownLatch bothSent = new CountDownLatch(2);
    relay.deliverBy(envelope -> {
      bothSent.countDown();
      soon(100, () -> box.put("INBOX", Box.text(envelope.message())));
    });
    CompletableFuture<Observation> first = new CompletableFuture<>();
    Thread.ofVirtual().start(() -> first.complete(probe(box, TARGET, LONG).observe()));
    Observation second = probe(box, TARGET, LONG).observe();

    assertThat(bothSent.await(20, TimeUnit.SECONDS)).isTrue();
    assertThat(second.end()).isEqualTo(new Observation.Worked());
    assertThat(first.get(20, TimeUnit.SECONDS).end()).isEqualTo(new Observation.Worked());
    assertThat(box.all("INBOX")).isEmpty();
  }

  @Test
  void what_a_stopped_probe_has_left_is_deleted_by_the_next_and_nothing_else() {
    Box box = greenMailBox();
    box.create("Junk");
    leaveOvers(box);
    relay.deliverBy(envelope -> box.put("INBOX", Box.text(envelope.message())));

    assertThat(probe(box, TARGET, LONG).observe().end()).isEqualTo(new Observation.Worked());

    assertThat(box.all("Junk")).isEmpty();
    assertThat(box.all("INBOX")).hasSize(3);
    assertThat(String.join("", box.all("INBOX")))
        .contains("awaited", "of another target", "of somebody else")
        .doesNotContain("left over");
  }

  private static void leaveOvers(Box box) {
    Instant now = Instant.now();
    Marker old = Marker.of(TARGET, now.minusSeconds(5));
    box.put("INBOX", Box.message(Marker.HEADER + ": " + old.value(), "Subject: left over"));
    box.put("Junk", Box.message(Marker.HEADER + ": " + old.value(), "Subject: left over"));
    Marker awaited = Marker.of(TARGET, now.plusSeconds(60));
    box.put("INBOX", Box.message(Marker.HEADER + ": " + awaited.value(), "Subject: awaited"));
    Marker others = Marker.of("another", now.minusSeconds(5));
    box.put(
        "INBOX", Box.message(Marker.HEADER + ": " + others.value(), "Subject: of another target"));
    box.put(
        "INBOX",
        Box.message("Subject: of somebody else, about " + old.value(), "X-Other: " + old.value()));
  }

  @ParameterizedTest
  @CsvSource({
    "MAIL, 550, 5.7.60 not in this name, AUTH_REJECTED, false",
    "RCPT, 550, 5.1.1 nobody of that name, MAILBOX_ERROR, false",
    "RCPT, 450, 4.2.0 come back later, SERVER_UNAVAILABLE, true",
    "DATA, 421, 4.4.2 message submission rate has exceeded the configured limit, THROTTLED, false"
  })
  void a_refusal_of_the_message_is_told_in_the_relays_words(
      SmtpStage stage, int code, String text, FailureKind kind, boolean retryable) {
    relay.faults().set(new SmtpFault.Reject(code, text, stage));
    Fault fault = assertFailed(probe(greenMailBox(), TARGET, LONG).observe(), SUBMIT, kind);
    assertThat(fault.serverText()).isEqualTo(code + " " + text);
    assertThat(fault.retryable()).isEqualTo(retryable);
  }

  @Test
  void nothing_is_sent_to_a_mailbox_that_does_not_open() {
    Box box = Box.of(greenMail, "robot", "wrong-nail", tls);
    Fault fault = assertFailed(probe(box, TARGET, LONG).observe(), AUTHENTICATE, AUTH_REJECTED);
    assertThat(fault.kind()).isNotIn(MAILBOX_ERROR, SERVER_UNAVAILABLE);
    assertThat(relay.sessions()).isZero();
  }

  @Test
  void without_uidplus_nothing_is_expunged_that_somebody_else_has_marked(@TempDir Path folder)
      throws Exception {
    DovecotExtra old = new DovecotExtra.OldImap();
    assumeTrue(
        System.getenv("MAILBUOY_REQUIRE_DOVECOT") != null || DovecotServer.installed(old),
        "Dovecot is not installed (package dovecot-imapd)");
    try (DovecotServer dovecot =
        DovecotServer.start(folder, certificates, List.of("robot"), null, old)) {
      Box box = Box.of(dovecot, "robot", tls);
      relay.deliverBy(envelope -> box.put("INBOX", Box.text(envelope.message())));
      assertThat(probe(box, TARGET, LONG).observe().end()).isEqualTo(new Observation.Worked());
      assertThat(box.all("INBOX")).isEmpty();

      box.put("INBOX", Box.message("Subject: marked by somebody else"));
      box.markAllDeleted("INBOX");
      assertThat(probe(box, TARGET, LONG).observe().end()).isEqualTo(new Observation.Worked());
      assertThat(String.join("", box.all("INBOX"))).contains("marked by somebody else");
    }
  }

  @Test
  void dovecot_holds_the_message_until_it_is_deleted(@TempDir Path folder) throws Exception {
    assumeTrue(
        System.getenv("MAILBUOY_REQUIRE_DOVECOT") != null || DovecotServer.installed(),
        "Dovecot is not installed (package dovecot-imapd)");
    try (DovecotServer dovecot = DovecotServer.start(folder, certificates, List.of("robot"))) {
      Box box = Box.of(dovecot, "robot", tls);
      relay.deliverBy(envelope -> soon(300, () -> box.put("INBOX", Box.text(envelope.message()))));
      Observation seen = probe(box, TARGET, LONG).observe();
      assertThat(seen.end()).isEqualTo(new Observation.Worked());
      assertThat(phases(seen)).startsWith(DNS, CONNECT, TLS, GREETING);
      assertThat(box.all("INBOX")).isEmpty();

      box.create("Junk");
      leaveOvers(box);
      relay.deliverBy(envelope -> box.put("Junk", Box.text(envelope.message())));
      assertFailed(probe(box, TARGET, LONG).observe(), DELIVER, DELIVERED_TO_JUNK);
      assertThat(box.all("Junk")).isEmpty();
      assertThat(box.all("INBOX")).hasSize(3);
    }
  }

  private Box greenMailBox() {
    return Box.of(greenMail, "robot", "rusty-nail", tls);
  }

  private RoundTripProbe probe(Box box, String target, Duration within) {
    return probe(box, smtp(relay.port()), target, within);
  }

  private static RoundTripProbe probe(
      Box box, SmtpDialogue.Server smtp, String target, Duration within) {
    return new RoundTripProbe(
        network,
        new RoundTripProbe.Mailbox(box.server(), box.credentials(), "Junk"),
        new RoundTripProbe.Relay(smtp, sender(smtp), "sender@example.org", ROBOT),
        new RoundTripProbe.Trip(target, within, within.plusSeconds(10)),
        Clock.systemUTC());
  }

  /// The relay of the tests asks for no login; GreenMail knows the robot.
  private static Credentials sender(SmtpDialogue.Server smtp) {
    return smtp.security() == Security.NONE && smtp.endpoint().host().equals("127.0.0.1")
        ? new Credentials.Password("robot", new Secret("rusty-nail"))
        : new Credentials.None();
  }

  private SmtpDialogue.Server smtp(int port) {
    String host = port == relay.port() ? "localhost" : "127.0.0.1";
    return new SmtpDialogue.Server(new Endpoint(host, port), Security.NONE, tls, Answers.smtp());
  }

  private static void soon(int millis, Runnable action) {
    CompletableFuture.delayedExecutor(millis, TimeUnit.MILLISECONDS, later).execute(action);
  }

  private static List<Phase> phases(Observation seen) {
    return seen.phases().stream().map(timing -> timing.phase().value()).toList();
  }

  private static long millis(Observation seen, Phase phase) {
    return seen.phases().stream()
        .filter(timing -> timing.phase().is(phase))
        .mapToLong(timing -> timing.millis())
        .sum();
  }

  private static Fault assertFailed(Observation seen, Phase phase, FailureKind kind) {
    assertThat(seen.end()).isInstanceOf(Observation.Failed.class);
    Observation.Failed failed = (Observation.Failed) seen.end();
    assertThat(failed.fault().kind()).as(failed.toString()).isEqualTo(kind);
    assertThat(failed.phase()).isEqualTo(phase);
    return failed.fault();
  }
}
