package io.mailbuoy.testbed;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.mailbuoy.testbed.SmtpReceiver.Envelope;
import jakarta.mail.AuthenticationFailedException;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Transport;
import jakarta.mail.internet.InternetAddress;
import jakarta.mail.internet.MimeMessage;
import java.time.Duration;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/// The SMTP server, as Jakarta Mail meets it.
class SmtpReceiverTest {

  private static Properties settings(SmtpReceiver receiver) {
    return settings(receiver, 10_000);
  }

  private static Properties settings(SmtpReceiver receiver, int patienceMillis) {
    String scheme = receiver.url().getScheme();
    Properties settings = new Properties();
    settings.setProperty("mail.transport.protocol", scheme);
    String prefix = "mail." + scheme + ".";
    settings.setProperty(prefix + "host", "localhost");
    settings.setProperty(prefix + "port", Integer.toString(receiver.port()));
    settings.setProperty(prefix + "timeout", Integer.toString(patienceMillis));
    settings.setProperty(prefix + "connectiontimeout", "10000");
    settings.setProperty(prefix + "ssl.checkserveridentity", "true");
    return settings;
  }

  private static void send(Session session, String user, String password)
      throws MessagingException {
    MimeMessage message = new MimeMessage(session);
    message.setFrom("mailbuoy@example.org");
    message.setRecipients(Message.RecipientType.TO, "ann@example.org, bob@example.org");
    message.setSubject("IMAP fails");
    message.setText("first\r\n.a line with a dot\r\n..\r\nlast\r\n");
    message.saveChanges();
    try (Transport transport = session.getTransport()) {
      if (user.isEmpty()) {
        transport.connect();
      } else {
        transport.connect(user, password);
      }
      transport.sendMessage(message, message.getAllRecipients());
    }
  }

  private static void send(SmtpReceiver receiver) throws MessagingException {
    send(Session.getInstance(settings(receiver)), "", "");
  }

  @Test
  void keepsAMessageOnceWithItsEnvelope() throws Exception {
    try (SmtpReceiver receiver = SmtpReceiver.start()) {
      send(receiver);
      Envelope mail = receiver.envelopes().getFirst();
      assertThat(mail.sender()).isEqualTo("mailbuoy@example.org");
      assertThat(mail.recipients()).containsExactly("ann@example.org", "bob@example.org");
      assertThat(receiver.received()).hasSize(1);
      assertThat(mail.message().getSubject()).isEqualTo("IMAP fails");
      assertThat(mail.message().getAllRecipients())
          .contains(new InternetAddress("bob@example.org"));
      assertThat(mail.message().getContent())
          .isEqualTo("first\r\n.a line with a dot\r\n..\r\nlast\r\n");
      receiver.reset();
      assertThat(receiver.received()).isEmpty();
    }
  }

  @Test
  void speaksTlsFromTheStart() throws Exception {
    try (TestCertificates certificates = TestCertificates.create();
        SmtpReceiver receiver = SmtpReceiver.start(certificates.serverContext())) {
      Properties settings = settings(receiver);
      settings.put("mail.smtps.ssl.socketFactory", certificates.clientContext().getSocketFactory());
      send(Session.getInstance(settings), "", "");
      assertThat(receiver.received()).hasSize(1);
      assertThatExceptionOfType(MessagingException.class).isThrownBy(() -> send(receiver));
    }
  }

  @Test
  void demandsStartTls() throws Exception {
    try (TestCertificates certificates = TestCertificates.create();
        SmtpReceiver receiver = SmtpReceiver.startStartTls(certificates.serverContext())) {
      assertThatExceptionOfType(MessagingException.class)
          .isThrownBy(() -> send(receiver))
          .withMessageContaining("STARTTLS");
      Properties settings = settings(receiver);
      settings.setProperty("mail.smtp.starttls.required", "true");
      settings.put("mail.smtp.ssl.socketFactory", certificates.clientContext().getSocketFactory());
      send(Session.getInstance(settings), "", "");
      assertThat(receiver.received()).hasSize(1);
    }
  }

  @ParameterizedTest
  @EnumSource
  void takesPasswordsWhereOneIsRequired(Mechanism mechanism) throws Exception {
    TokenAuthority tokens = new TokenAuthority();
    try (SmtpReceiver receiver =
        SmtpReceiver.start().requirePassword("relay", "pw").requireToken(tokens)) {
      assertThatExceptionOfType(MessagingException.class)
          .isThrownBy(() -> send(receiver))
          .withMessageContaining("530");
      Properties settings = settings(receiver);
      settings.setProperty("mail.smtp.auth", "true");
      settings.setProperty("mail.smtp.auth.mechanisms", mechanism.name());
      Session session = Session.getInstance(settings);
      assertThatExceptionOfType(AuthenticationFailedException.class)
          .isThrownBy(() -> send(session, "relay", "wrong"))
          .withMessageContaining("535");
      String secret =
          switch (mechanism) {
            case PLAIN, LOGIN -> "pw";
            case XOAUTH2 -> tokens.issue("c", TokenAuthority.OUTLOOK, Duration.ofMinutes(1));
          };
      send(session, "relay", secret);
      assertThat(receiver.received()).hasSize(1);
    }
  }

  enum Mechanism {
    PLAIN,
    LOGIN,
    XOAUTH2
  }

  @ParameterizedTest
  @EnumSource(
      value = SmtpStage.class,
      names = {"GREETING", "MAIL", "RCPT", "DATA"})
  void faultsStrikeAtTheirStage(SmtpStage stage) throws Exception {
    try (SmtpReceiver receiver = SmtpReceiver.start()) {
      receiver.faults().set(new SmtpFault.Reject(451, "4.7.0 not now", stage));
      assertThatExceptionOfType(MessagingException.class)
          .isThrownBy(() -> send(receiver))
          .satisfies(e -> assertThat(wholeStory(e)).contains("451"));
      receiver.faults().set(new SmtpFault.Hang(stage));
      Session impatient = Session.getInstance(settings(receiver, 300));
      assertThatExceptionOfType(MessagingException.class)
          .isThrownBy(() -> send(impatient, "", ""))
          .satisfies(e -> assertThat(wholeStory(e)).contains("timed out"));
      receiver.faults().set(new SmtpFault.Drop(stage));
      assertThatExceptionOfType(MessagingException.class).isThrownBy(() -> send(receiver));
      assertThat(receiver.received()).isEmpty();
      receiver.faults().clear();
      send(receiver);
      assertThat(receiver.received()).hasSize(1);
    }
  }

  private static String wholeStory(Throwable thrown) {
    StringBuilder story = new StringBuilder();
    for (Throwable each = thrown; each != null; each = each.getCause()) {
      story.append(each).append('\n');
      if (each instanceof MessagingException mail && mail.getNextException() != null) {
        story.append(mail.getNextException()).append('\n');
      }
    }
    return story.toString();
  }
}
