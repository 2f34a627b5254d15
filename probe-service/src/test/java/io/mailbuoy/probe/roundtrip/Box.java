package io.mailbuoy.probe.roundtrip;

import com.icegreen.greenmail.util.GreenMail;
import io.mailbuoy.contracts.config.Secret;
import io.mailbuoy.probe.imap.ImapServer;
import io.mailbuoy.probe.imap.ServerAnswers;
import io.mailbuoy.probe.login.Credentials;
import io.mailbuoy.probe.wire.Endpoint;
import io.mailbuoy.probe.wire.Security;
import io.mailbuoy.probe.wire.TlsClient;
import io.mailbuoy.testbed.DovecotServer;
import jakarta.mail.Flags;
import jakarta.mail.Folder;
import jakarta.mail.Message;
import jakarta.mail.MessagingException;
import jakarta.mail.Session;
import jakarta.mail.Store;
import jakarta.mail.internet.MimeMessage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/// A mailbox for the probe, into which a test looks over Angus Mail, as any mail program does.
record Box(ImapServer server, String user, String password) {
  static Box of(GreenMail greenMail, String user, String password, TlsClient tls) {
    Endpoint endpoint = new Endpoint("localhost", greenMail.getImap().getPort());
    return new Box(
        new ImapServer(endpoint, Security.NONE, tls, ServerAnswers.load()), user, password);
  }

  static Box of(DovecotServer dovecot, String user, TlsClient tls) {
    return new Box(
        new ImapServer(Endpoint.of(dovecot.url()), Security.IMPLICIT, tls, ServerAnswers.load()),
        user,
        DovecotServer.passwordOf(user));
  }

  Credentials credentials() {
    return new Credentials.Password(user, new Secret(password));
  }

  void create(String folder) {
    boolean _ = with(store -> store.getFolder(folder).create(Folder.HOLDS_MESSAGES));
  }

  void put(String folder, String message) {
    boolean _ =
        with(store -> {
          Session session = Session.getInstance(new Properties());
          byte[] bytes = message.getBytes(StandardCharsets.ISO_8859_1);
          Message parsed = new MimeMessage(session, new ByteArrayInputStream(bytes));
          store.getFolder(folder).appendMessages(new Message[] {parsed});
          return true;
        });
  }

  void markAllDeleted(String folder) {
    boolean _ =
        with(store -> {
          Folder open = store.getFolder(folder);
          open.open(Folder.READ_WRITE);
          open.setFlags(open.getMessages(), new Flags(Flags.Flag.DELETED), true);
          open.close(false);
          return true;
        });
  }

  /// Every message of a folder, as text.
  List<String> all(String folder) {
    return with(store -> {
      List<String> texts = new ArrayList<>();
      Folder open = store.getFolder(folder);
      open.open(Folder.READ_ONLY);
      for (Message each : open.getMessages()) {
        texts.add(text(each));
      }
      open.close(false);
      return texts;
    });
  }

  static String message(String... headers) {
    List<String> lines = new ArrayList<>(List.of(headers));
    lines.addAll(List.of("From: a@example.org", "To: b@example.org", "", "hello", ""));
    return String.join("\r\n", lines);
  }

  static String text(Message message) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      message.writeTo(out);
      return out.toString(StandardCharsets.ISO_8859_1);
    } catch (IOException | MessagingException e) {
      throw new IllegalStateException(e);
    }
  }

  private interface Work<T> {
    T in(Store store) throws MessagingException;
  }

  private <T> T with(Work<T> work) {
    Properties properties = new Properties();
    properties.put("mail.imaps.ssl.trust", "localhost");
    String protocol = server.security() == Security.NONE ? "imap" : "imaps";
    try (Store store = Session.getInstance(properties).getStore(protocol)) {
      store.connect("localhost", server.endpoint().port(), user, password);
      return work.in(store);
    } catch (MessagingException e) {
      throw new IllegalStateException(e);
    }
  }
}
