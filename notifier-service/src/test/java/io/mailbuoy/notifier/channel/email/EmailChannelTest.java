package io.mailbuoy.notifier.channel.email;

import static io.mailbuoy.notifier.AlertFixture.ONSET;
import static io.mailbuoy.notifier.AlertFixture.alert;
import static org.assertj.core.api.Assertions.assertThat;

import io.mailbuoy.contracts.event.Alert;
import io.mailbuoy.contracts.event.Delivery;
import io.mailbuoy.notifier.channel.Action;
import io.mailbuoy.notifier.channel.Channel;
import io.mailbuoy.notifier.channel.ChannelContract;
import io.mailbuoy.notifier.channel.ChannelKind;
import io.mailbuoy.notifier.channel.Notification;
import io.mailbuoy.notifier.channel.Outcome;
import io.mailbuoy.notifier.decision.Decision;
import io.mailbuoy.notifier.decision.Reason;
import io.mailbuoy.notifier.decision.Receipts;
import io.mailbuoy.testbed.SmtpFault;
import io.mailbuoy.testbed.SmtpReceiver;
import io.mailbuoy.testbed.SmtpStage;
import io.mailbuoy.testbed.TestCertificates;
import jakarta.mail.internet.MimeMessage;
import jakarta.mail.internet.MimeMultipart;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class EmailChannelTest extends ChannelContract {
  private static final String PASSWORD = "correct-horse-battery";
  private static final String PEOPLE = "from: mailbuoy@example.org, to: [ops@example.org]";

  private final SmtpReceiver smtp = SmtpReceiver.start().requirePassword("user", PASSWORD);

  @AfterEach
  void close() {
    smtp.close();
  }

  private static Channel channel(String settings) {
    return EmailChannel.of("mail", config("{type: email, " + settings + "}"), Map.of(), TIMEOUT);
  }

  @Override
  protected Channel channel() {
    return channel(
        "smtp: \""
            + smtp.url()
            + "\", tls: {mode: none}, user: user, password: "
            + PASSWORD
            + ", "
            + PEOPLE);
  }

  @Override
  protected List<String> secrets() {
    return List.of(PASSWORD);
  }

  @Override
  protected int delivered() {
    return smtp.received().size();
  }

  @Override
  protected void hang() {
    smtp.faults().set(new SmtpFault.Hang());
  }

  @Override
  protected void reset() {
    smtp.faults().set(new SmtpFault.Drop(SmtpStage.DATA));
  }

  @Override
  protected void stop() {
    smtp.stop();
  }

  private List<Runnable> reject(int... codes) {
    return Arrays.stream(SmtpStage.values())
        .flatMap(stage -> Arrays.stream(codes).mapToObj(code -> reject(code, stage)))
        .toList();
  }

  private Runnable reject(int code, SmtpStage stage) {
    String text = code / 100 + ".7.0 no, " + PASSWORD;
    return () -> smtp.faults().set(new SmtpFault.Reject(code, text, stage));
  }

  @Override
  protected List<Runnable> refusals() {
    return reject(530, 535, 550, 552, 554);
  }

  @Override
  protected List<Runnable> troubles() {
    return reject(421, 450, 451, 452, 454);
  }

  private MimeMessage sent(Notification notification) {
    Outcome outcome = channel().deliver(notification);
    assertThat(outcome).isInstanceOf(Outcome.Delivered.class);
    return smtp.received().getLast();
  }

  private static Notification notification(
      Alert alert, Action action, Optional<Delivery.Told> told) {
    return new Notification(alert, action, "because", told, ONSET.plusSeconds(301));
  }

  private static String header(MimeMessage mail, String name) throws Exception {
    String[] values = mail.getHeader(name);
    return values == null ? "" : String.join("|", values);
  }

  @Test
  void autoRepliesAreKeptAway() throws Exception {
    MimeMessage mail = sent(TRIGGER);
    assertThat(header(mail, "Auto-Submitted")).isEqualTo("auto-generated");
    assertThat(header(mail, "X-Auto-Response-Suppress")).isEqualTo("All");
    assertThat(header(mail, "List-Id")).contains("<alerts.mailbuoy.example.org>");
    assertThat(mail.getSentDate().toInstant()).isEqualTo(TRIGGER.at());
  }

  @Test
  void theEndIsInTheThreadOfTheBeginning() throws Exception {
    Alert first = alert().make();
    MimeMessage opened = sent(notification(first, Action.TRIGGER, Optional.empty()));
    Delivery receipt =
        new Receipts(first, "mail", ChannelKind.EMAIL, Optional.empty(), ONSET)
            .delivered(
                new Decision.Send(Action.TRIGGER, Reason.OPENED, "new", Decision.StandsIn.NO),
                "ok");
    Alert last = alert().title("another title").resolved(4, ONSET.plusSeconds(900)).make();
    MimeMessage ended =
        sent(notification(last, Action.RESOLVE, Optional.ofNullable(receipt.told())));
    assertThat(ended.getSubject()).isEqualTo(opened.getSubject());
    assertThat(header(opened, "Message-ID")).isEqualTo("<alert-1.1@example.org>");
    assertThat(header(ended, "Message-ID")).isEqualTo("<alert-1.4@example.org>");
    assertThat(header(ended, "In-Reply-To")).isEqualTo("<alert-1.1@example.org>");
    assertThat(header(ended, "References")).isEqualTo("<alert-1.1@example.org>");
    assertThat(header(opened, "In-Reply-To")).isEmpty();
  }

  @Test
  void textComesFirstAndHtmlIsEscaped() throws Exception {
    Alert alert = alert().evidence(List.of("<script>alert(1)</script> & ünïcödé €")).make();
    MimeMessage mail = sent(notification(alert, Action.TRIGGER, Optional.empty()));
    MimeMultipart parts = (MimeMultipart) mail.getContent();
    assertThat(mail.getContentType()).startsWith("multipart/alternative");
    assertThat(parts.getBodyPart(0).getContentType()).startsWith("text/plain");
    assertThat((String) parts.getBodyPart(0).getContent())
        .contains("<script>alert(1)</script> & ünïcödé €")
        .startsWith("CRITICAL: Provider outage, the provider's fault");
    assertThat(parts.getBodyPart(1).getContentType()).startsWith("text/html");
    assertThat((String) parts.getBodyPart(1).getContent())
        .contains("&lt;script&gt;alert(1)&lt;/script&gt; &amp; ünïcödé €")
        .doesNotContain("<script>");
  }

  @Test
  void aLineBreakInATitleMakesNoHeader() throws Exception {
    Alert alert = alert().title("Mail\r\nBcc: evil@example.com\r\n\r\nhello").make();
    MimeMessage mail = sent(notification(alert, Action.TRIGGER, Optional.empty()));
    assertThat(header(mail, "Bcc")).isEmpty();
    assertThat(mail.getSubject()).isEqualTo("[Mailbuoy] Mail Bcc: evil@example.com hello");
  }

  @Test
  void fiveHundredLinesOfEvidenceAreShortenedWithACount() throws Exception {
    List<String> lines = new ArrayList<>();
    for (int i = 0; i < 500; i++) {
      lines.add("line " + i);
    }
    MimeMessage mail =
        sent(
            notification(
                alert().title("T".repeat(3_000)).evidence(lines).make(),
                Action.TRIGGER,
                Optional.empty()));
    String text = (String) ((MimeMultipart) mail.getContent()).getBodyPart(0).getContent();
    assertThat(text).contains("line 99").contains("… and 400 more").doesNotContain("line 100");
    assertThat(mail.getSubject()).hasSizeLessThanOrEqualTo(180);
  }

  @Test
  void tlsIsUsedAndItsCertificateIsChecked() {
    try (TestCertificates certificates = TestCertificates.create();
        SmtpReceiver implicit = SmtpReceiver.start(certificates.serverContext());
        SmtpReceiver startTls = SmtpReceiver.startStartTls(certificates.serverContext())) {
      String trust = "tls: {trust: \"" + certificates.caPem() + "\"}, " + PEOPLE;
      for (SmtpReceiver relay : List.of(implicit, startTls)) {
        assertThat(channel("smtp: \"" + relay.url() + "\", " + trust).deliver(TRIGGER))
            .isInstanceOf(Outcome.Delivered.class);
        assertThat(channel("smtp: \"" + relay.url() + "\", " + PEOPLE).deliver(TRIGGER))
            .isInstanceOfSatisfying(
                Outcome.Retry.class, retry -> assertThat(retry.reason()).contains("TLS"));
        assertThat(relay.received()).hasSize(1);
      }
    }
  }

  @Test
  void nothingIsSentInClearWhereStartTlsIsNotOffered() {
    assertThat(channel("smtp: \"" + smtp.url() + "\", " + PEOPLE).deliver(TRIGGER))
        .isInstanceOfSatisfying(
            Outcome.Retry.class, retry -> assertThat(retry.reason()).contains("STARTTLS"));
    assertThat(smtp.received()).isEmpty();
  }

  @Test
  void aWrongPasswordIsRefusedForGood() {
    Channel channel =
        channel(
            "smtp: \""
                + smtp.url()
                + "\", tls: {mode: none}, user: user, password: wrong-secret-1, "
                + PEOPLE);
    assertThat(channel.deliver(TRIGGER))
        .isInstanceOfSatisfying(
            Outcome.Permanent.class,
            permanent -> assertThat(permanent.reason()).contains("535").doesNotContain("wrong-"));
  }

  @Test
  void everyReplyClassIsReadTheSameAtEachStage() {
    assertThat(Stream.of(SmtpStage.values()).count()).isEqualTo(5);
    for (SmtpStage stage : SmtpStage.values()) {
      reject(554, stage).run();
      assertThat(channel().deliver(TRIGGER))
          .as("%s", stage)
          .isInstanceOfSatisfying(
              Outcome.Permanent.class, permanent -> assertThat(permanent.reason()).contains("554"));
    }
  }
}
