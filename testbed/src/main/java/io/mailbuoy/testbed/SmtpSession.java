package io.mailbuoy.testbed;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import javax.net.ssl.SSLContext;

/// One client's conversation with the SMTP front. TLS and authentication end here; the mail
/// commands go on to GreenMail one by one, and its answers come back.
final class SmtpSession {
  private static final int IDLE_LIMIT_MILLIS = 300_000;

  /// What follows a command.
  private enum Next {
    READ_ON,
    CLOSE
  }

  private final SmtpReceiver receiver;
  private final Socket socket;
  private final LineSocket client;
  private final List<String> recipients = new ArrayList<>();
  private String sender = "";
  private boolean authenticated;
  private int taken;

  SmtpSession(SmtpReceiver receiver, Socket socket) throws IOException {
    this.receiver = receiver;
    this.socket = socket;
    this.client = new LineSocket(socket);
  }

  void run() throws IOException {
    socket.setSoTimeout(IDLE_LIMIT_MILLIS);
    SSLContext context = receiver.tls();
    if (receiver.security() == SmtpReceiver.Security.IMPLICIT_TLS && context != null) {
      client.startTls(context);
    }
    try (Socket upstream = new Socket(InetAddress.getLoopbackAddress(), receiver.greenMailPort())) {
      upstream.setTcpNoDelay(true);
      LineSocket server = new LineSocket(upstream);
      var _ = answerOf(server);
      if (passes(SmtpStage.GREETING) == Next.READ_ON) {
        client.send("220 localhost ESMTP ready");
        readCommands(server);
      }
    } finally {
      client.close();
    }
  }

  private void readCommands(LineSocket server) throws IOException {
    Next next = Next.READ_ON;
    while (next == Next.READ_ON) {
      String line = client.readLine();
      if (line == null) {
        return;
      }
      next = answer(line, server);
    }
  }

  private Next answer(String line, LineSocket server) throws IOException {
    String verb = line.split(" ", 2)[0].toUpperCase(Locale.ROOT);
    return switch (verb) {
      case "EHLO", "HELO" -> greet(line, verb, server);
      case "STARTTLS" -> startTls();
      case "AUTH" -> authenticate(line);
      case "MAIL" -> mail(line, server);
      case "RCPT" -> recipient(line, server);
      case "DATA" -> data(server);
      case "QUIT" -> {
        client.send("221 2.0.0 goodbye");
        yield Next.CLOSE;
      }
      default -> forward(line, server);
    };
  }

  private Next greet(String line, String verb, LineSocket server) throws IOException {
    var _ = exchange(line, server);
    if (verb.equals("HELO")) {
      return reply("250 localhost");
    }
    List<String> lines = new ArrayList<>(List.of("250-localhost", "250-8BITMIME"));
    if (mustUpgrade()) {
      lines.add("250-STARTTLS");
    } else if (receiver.mustAuthenticate()) {
      lines.add("250-AUTH PLAIN LOGIN XOAUTH2");
    }
    lines.add("250 ENHANCEDSTATUSCODES");
    return reply(lines.toArray(String[]::new));
  }

  private boolean mustUpgrade() {
    return receiver.security() == SmtpReceiver.Security.STARTTLS && !client.isTls();
  }

  private Next startTls() throws IOException {
    SSLContext context = receiver.tls();
    if (!mustUpgrade() || context == null) {
      return reply("502 5.5.1 STARTTLS is not offered");
    }
    client.send("220 2.0.0 ready to start TLS");
    client.startTls(context);
    return Next.READ_ON;
  }

  private Next authenticate(String line) throws IOException {
    String[] words = line.split(" ", 3);
    String mechanism = words.length > 1 ? words[1].toUpperCase(Locale.ROOT) : "";
    if (mustUpgrade()) {
      return reply("530 5.7.0 must issue a STARTTLS command first");
    }
    Credentials credentials =
        switch (mechanism) {
          case "PLAIN" -> Credentials.plain(words.length > 2 ? words[2] : challenge(""));
          case "XOAUTH2" -> Credentials.xoauth2(words.length > 2 ? words[2] : challenge(""));
          case "LOGIN" ->
              new Credentials.Password(
                  decoded(words.length > 2 ? words[2] : challenge("VXNlcm5hbWU6")),
                  decoded(challenge("UGFzc3dvcmQ6")));
          default -> new Credentials.Unreadable();
        };
    if (passes(SmtpStage.AUTH) == Next.CLOSE) {
      return Next.CLOSE;
    }
    authenticated = receiver.admits(credentials);
    return authenticated
        ? reply("235 2.7.0 authentication succeeded")
        : reply("535 5.7.3 Authentication unsuccessful");
  }

  private String challenge(String prompt) throws IOException {
    client.send("334 " + prompt);
    String answer = client.readLine();
    return answer == null ? "" : answer.strip();
  }

  private static String decoded(String base64) {
    try {
      return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return "";
    }
  }

  private Next mail(String line, LineSocket server) throws IOException {
    if (mustUpgrade()) {
      return reply("530 5.7.0 must issue a STARTTLS command first");
    }
    if (receiver.mustAuthenticate() && !authenticated) {
      return reply("530 5.7.57 Client not authenticated to send mail");
    }
    if (passes(SmtpStage.MAIL) == Next.CLOSE) {
      return Next.CLOSE;
    }
    recipients.clear();
    sender = address(line);
    return forward(line, server);
  }

  private Next recipient(String line, LineSocket server) throws IOException {
    if (passes(SmtpStage.RCPT) == Next.CLOSE) {
      return Next.CLOSE;
    }
    if (receiver.faults().current() instanceof SmtpFault.RejectRecipients(var replies)) {
      String refusal = replies.get(address(line));
      if (refusal != null) {
        return reply(refusal);
      }
    }
    List<String> verdict = exchange(line, server);
    if (isSuccess(verdict)) {
      recipients.add(address(line));
    }
    return reply(verdict.toArray(String[]::new));
  }

  /// GreenMail hears of the message only when it is complete and no fault has struck.
  private Next data(LineSocket server) throws IOException {
    if (recipients.isEmpty()) {
      return reply("503 5.5.1 no valid recipients");
    }
    client.send("354 end with a dot on a line of its own");
    StringBuilder message = new StringBuilder();
    for (String line = client.readLine(); !".".equals(line); line = client.readLine()) {
      if (line == null) {
        return Next.CLOSE;
      }
      message.append(line.startsWith(".") ? line.substring(1) : line).append("\r\n");
    }
    if (passes(SmtpStage.DATA) == Next.CLOSE) {
      return Next.CLOSE;
    }
    var _ = exchange("DATA", server);
    String stuffed = message.toString().replaceAll("(?m)^\\.", "..");
    server.sendBytes(stuffed.getBytes(StandardCharsets.ISO_8859_1));
    List<String> verdict = exchange(".", server);
    if (isSuccess(verdict)) {
      receiver.accept(sender, recipients, message.toString());
      taken++;
    }
    recipients.clear();
    return reply(verdict.toArray(String[]::new));
  }

  private static boolean isSuccess(List<String> answer) {
    return answer.getLast().startsWith("2");
  }

  /// Lets the fault of this stage strike. A refusal ends the session here, so that GreenMail need
  /// not be told of it.
  private Next passes(SmtpStage stage) throws IOException {
    return switch (receiver.faults().current()) {
      case SmtpFault.Hang(SmtpStage at) when at == stage -> {
        client.staySilent();
        yield Next.CLOSE;
      }
      case SmtpFault.Reject(int code, String text, SmtpStage at) when at == stage -> {
        client.send(code + " " + text);
        yield refused(stage);
      }
      case SmtpFault.Drop(SmtpStage at) when at == stage -> Next.CLOSE;
      case SmtpFault.SessionLimit(int messages)
          when stage == SmtpStage.MAIL && taken >= messages -> {
        client.send("421 4.7.0 too many messages over this connection");
        yield Next.CLOSE;
      }
      case SmtpFault.None _,
          SmtpFault.Hang _,
          SmtpFault.Reject _,
          SmtpFault.Drop _,
          SmtpFault.RejectRecipients _,
          SmtpFault.SessionLimit _ ->
          Next.READ_ON;
    };
  }

  /// A refused client may say goodbye; everything else it says is out of sequence.
  private Next refused(SmtpStage stage) throws IOException {
    if (stage == SmtpStage.GREETING) {
      return Next.CLOSE;
    }
    for (String line = client.readLine(); line != null; line = client.readLine()) {
      switch (line.split(" ", 2)[0].toUpperCase(Locale.ROOT)) {
        case "QUIT" -> {
          client.send("221 2.0.0 goodbye");
          return Next.CLOSE;
        }
        case "RSET", "NOOP" -> client.send("250 2.0.0 OK");
        default -> client.send("503 5.5.1 bad sequence of commands");
      }
    }
    return Next.CLOSE;
  }

  private static String address(String line) {
    int open = line.indexOf('<');
    int close = line.indexOf('>', Math.max(open, 0));
    return open >= 0 && close > open ? line.substring(open + 1, close) : "";
  }

  private Next forward(String line, LineSocket server) throws IOException {
    return reply(exchange(line, server).toArray(String[]::new));
  }

  private static List<String> exchange(String line, LineSocket server) throws IOException {
    server.send(line);
    return answerOf(server);
  }

  private static List<String> answerOf(LineSocket server) throws IOException {
    List<String> lines = new ArrayList<>();
    server.acknowledgeAtOnce();
    for (String line = server.readLine(); line != null; line = server.readLine()) {
      lines.add(line);
      if (line.length() < 4 || line.charAt(3) != '-') {
        return lines;
      }
    }
    throw new IOException("GreenMail closed the connection");
  }

  private Next reply(String... lines) throws IOException {
    client.send(lines);
    return Next.READ_ON;
  }
}
