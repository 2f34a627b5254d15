package io.mailbuoy.testbed;

import io.mailbuoy.testbed.ExchangeImapServer.Mailbox;
import io.mailbuoy.testbed.ExchangeImapServer.Security;
import java.io.IOException;
import java.net.Socket;
import java.util.Locale;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/// One client's conversation with the IMAP server, from accept to close.
final class ImapSession {
  private static final int IDLE_LIMIT_MILLIS = 300_000;

  /// What follows a command.
  private enum Next {
    READ_ON,
    CLOSE
  }

  private final ExchangeImapServer server;
  private final ImapFaults faults;
  private final Socket socket;
  private final LineSocket wire;
  private final long number;
  private @Nullable Mailbox mailbox;
  private boolean unusable;
  private int refusals;

  ImapSession(ExchangeImapServer server, Socket socket, long number) throws IOException {
    this.server = server;
    this.faults = server.faults();
    this.socket = socket;
    this.wire = new LineSocket(socket);
    this.number = number;
  }

  void run() throws IOException, InterruptedException {
    socket.setSoTimeout(IDLE_LIMIT_MILLIS);
    try {
      if (connected() == Next.READ_ON && greeted() == Next.READ_ON) {
        readCommands();
      }
    } finally {
      if (mailbox != null) {
        mailbox.left();
      }
      wire.close();
    }
  }

  private Next connected() throws IOException {
    return switch (faults.everywhere()) {
      case ImapFault.Hang _ -> silence();
      case ImapFault.Reset _ -> {
        wire.reset();
        yield Next.CLOSE;
      }
      case ImapFault.BrokenTls _ -> {
        wire.answerFirstBytes(ImapDialect.GARBAGE);
        yield Next.CLOSE;
      }
      case ImapFault.None _,
          ImapFault.Refuse _,
          ImapFault.Unusable _,
          ImapFault.Throttle _,
          ImapFault.Unavailable _,
          ImapFault.ByeAtGreeting _,
          ImapFault.Bye _,
          ImapFault.SilentGreeting _,
          ImapFault.SilentAuthenticate _,
          ImapFault.Garbage _,
          ImapFault.NoInbox _ ->
          startTlsIf(server.security() == Security.IMPLICIT_TLS);
    };
  }

  private Next startTlsIf(boolean wanted) throws IOException {
    SSLContext context = server.tls();
    if (wanted && context != null) {
      try {
        wire.startTls(context);
      } catch (IOException e) {
        server.note(number, "!", "TLS failed: " + e.getMessage());
        return Next.CLOSE;
      }
    }
    return Next.READ_ON;
  }

  private Next greeted() throws IOException, InterruptedException {
    server.listener().pause(faults.delayAt(ImapStage.GREETING));
    return switch (faults.everywhere()) {
      case ImapFault.SilentGreeting _ -> silence();
      case ImapFault.ByeAtGreeting _ -> bye();
      case ImapFault.Garbage _ -> {
        wire.sendBytes(ImapDialect.GARBAGE);
        yield Next.CLOSE;
      }
      case ImapFault.None _,
          ImapFault.Refuse _,
          ImapFault.Unusable _,
          ImapFault.Throttle _,
          ImapFault.Unavailable _,
          ImapFault.Bye _,
          ImapFault.SilentAuthenticate _,
          ImapFault.Hang _,
          ImapFault.Reset _,
          ImapFault.BrokenTls _,
          ImapFault.NoInbox _ ->
          reply(server.greeting(number));
    };
  }

  private void readCommands() throws IOException, InterruptedException {
    Next next = Next.READ_ON;
    while (next == Next.READ_ON) {
      String line = wire.readLine();
      if (line == null) {
        return;
      }
      ImapCommand command = ImapCommand.read(line, wire);
      server.note(number, "C", command.withoutCredentials());
      next = answer(command);
    }
  }

  private Next answer(ImapCommand command) throws IOException, InterruptedException {
    String tag = command.tag();
    return switch (command.name()) {
      case "CAPABILITY" -> {
        server.listener().pause(faults.delayAt(ImapStage.CAPABILITY));
        yield reply("* CAPABILITY " + capabilities(), tag + " OK CAPABILITY completed.");
      }
      case "ID" -> reply(ImapDialect.ID, tag + " OK ID completed");
      case "NOOP" -> reply(tag + " OK NOOP completed.");
      case "STARTTLS" -> startTls(tag);
      case "LOGOUT" -> {
        server.listener().pause(faults.delayAt(ImapStage.LOGOUT));
        say(ImapDialect.SIGN_OFF, tag + " OK LOGOUT completed.");
        yield Next.CLOSE;
      }
      case "AUTHENTICATE", "LOGIN" -> authenticate(command);
      case "EXAMINE", "SELECT", "NAMESPACE", "LIST", "STATUS" -> mailboxCommand(command);
      case "CLOSE", "UNSELECT" -> reply(tag + " OK " + command.name() + " completed.");
      default -> reply(tag + " " + ImapDialect.UNKNOWN);
    };
  }

  private String capabilities() {
    if (mailbox != null) {
      return ImapDialect.POST_AUTH;
    }
    return mustUpgrade() ? ImapDialect.PLAIN_PRE_TLS : ImapDialect.PRE_AUTH;
  }

  private boolean mustUpgrade() {
    return server.security() == Security.STARTTLS && !wire.isTls();
  }

  private Next startTls(String tag) throws IOException {
    if (!mustUpgrade()) {
      return reply(tag + " " + ImapDialect.UNKNOWN);
    }
    say(tag + " OK Begin TLS negotiation now.");
    return startTlsIf(true);
  }

  private Next authenticate(ImapCommand command) throws IOException, InterruptedException {
    String tag = command.tag();
    if (mailbox != null || mustUpgrade()) {
      return reply(tag + " " + ImapDialect.WRONG_STATE);
    }
    Credentials credentials = Credentials.of(command, this::challenge);
    server.listener().pause(faults.delayAt(ImapStage.AUTHENTICATE));
    String user = ExchangeImapServer.normalised(credentials.user());
    String refusal = tag + " NO " + command.name() + " failed.";
    return switch (faults.of(user)) {
      case ImapFault.Refuse(double rate) when faults.strikes(user, rate) -> reply(refusal);
      case ImapFault.SilentAuthenticate(double rate) when faults.strikes(user, rate) -> silence();
      case ImapFault.Bye(double rate, ImapStage at)
          when at == ImapStage.AUTHENTICATE && faults.strikes(user, rate) ->
          bye();
      case ImapFault.Unavailable(double rate, ImapStage at)
          when at == ImapStage.AUTHENTICATE && faults.strikes(user, rate) ->
          reply(tag + " " + ImapDialect.UNAVAILABLE);
      case ImapFault.Throttle(int millis, ImapStage at) when at == ImapStage.AUTHENTICATE ->
          bye(tag + " " + ImapDialect.throttled(millis));
      case ImapFault.ByeAtGreeting _ -> bye();
      case ImapFault.SilentGreeting _, ImapFault.Hang _ -> silence();
      case ImapFault.Reset _ -> {
        wire.reset();
        yield Next.CLOSE;
      }
      case ImapFault.Garbage _, ImapFault.BrokenTls _ -> {
        wire.sendBytes(ImapDialect.GARBAGE);
        yield Next.CLOSE;
      }
      case ImapFault.Unusable(double rate) -> {
        unusable = faults.strikes(user, rate);
        yield enter(credentials, command, refusal);
      }
      case ImapFault.None _,
          ImapFault.Refuse _,
          ImapFault.SilentAuthenticate _,
          ImapFault.Bye _,
          ImapFault.Unavailable _,
          ImapFault.Throttle _,
          ImapFault.NoInbox _ ->
          enter(credentials, command, refusal);
    };
  }

  private String challenge() throws IOException {
    say("+ ");
    String answer = wire.readLine();
    return answer == null ? "*" : answer;
  }

  private Next enter(Credentials credentials, ImapCommand command, String refusal)
      throws IOException {
    Mailbox found = server.mailbox(credentials.user()).orElse(null);
    if (found == null || !credentials.open(found, server.tokens())) {
      return reply(refusal);
    }
    mailbox = found;
    found.entered();
    return reply(command.tag() + " OK " + command.name() + " completed.");
  }

  private Next mailboxCommand(ImapCommand command) throws IOException, InterruptedException {
    String tag = command.tag();
    Mailbox entered = mailbox;
    if (entered == null) {
      return reply(tag + " " + ImapDialect.WRONG_STATE);
    }
    server.listener().pause(faults.delayAt(ImapStage.EXAMINE));
    String user = entered.user;
    if (unusable) {
      return notConnected(command);
    }
    return switch (faults.of(user)) {
      case ImapFault.Throttle(int millis, ImapStage at) when at == ImapStage.EXAMINE ->
          bye(tag + " " + ImapDialect.throttled(millis));
      case ImapFault.Unavailable(double rate, ImapStage at)
          when at == ImapStage.EXAMINE && faults.strikes(user, rate) ->
          reply(tag + " " + ImapDialect.UNAVAILABLE);
      case ImapFault.Bye(double rate, ImapStage at)
          when at == ImapStage.EXAMINE && faults.strikes(user, rate) ->
          bye();
      case ImapFault.NoInbox _ -> reply(tag + " NO The mailbox has no such folder.");
      case ImapFault.None _,
          ImapFault.Refuse _,
          ImapFault.Unusable _,
          ImapFault.Throttle _,
          ImapFault.Unavailable _,
          ImapFault.ByeAtGreeting _,
          ImapFault.Bye _,
          ImapFault.SilentGreeting _,
          ImapFault.SilentAuthenticate _,
          ImapFault.Hang _,
          ImapFault.Reset _,
          ImapFault.Garbage _,
          ImapFault.BrokenTls _ ->
          openMailbox(command);
    };
  }

  /// Exchange forgives one such command and closes after the second; an attempt to open a folder
  /// closes at once.
  private Next notConnected(ImapCommand command) throws IOException {
    refusals++;
    String answer = command.tag() + " " + ImapDialect.NOT_CONNECTED;
    boolean opening = command.name().equals("EXAMINE") || command.name().equals("SELECT");
    return opening || refusals > 1 ? bye(answer) : reply(answer);
  }

  private Next openMailbox(ImapCommand command) throws IOException {
    String tag = command.tag();
    return switch (command.name()) {
      case "NAMESPACE" ->
          reply("* NAMESPACE ((\"\" \"/\")) NIL NIL", tag + " OK NAMESPACE completed.");
      case "LIST" ->
          reply("* LIST (\\Marked \\HasNoChildren) \"/\" INBOX", tag + " OK LIST completed.");
      case "STATUS" ->
          reply("* STATUS INBOX (MESSAGES 3 UNSEEN 1 UIDNEXT 4)", tag + " OK STATUS completed.");
      default -> {
        boolean inbox = command.argument(0).toUpperCase(Locale.ROOT).equals("INBOX");
        String access = command.name().equals("EXAMINE") ? "READ-ONLY" : "READ-WRITE";
        yield inbox
            ? reply(ImapDialect.opened(tag, command.name(), access))
            : reply(tag + " NO The mailbox has no such folder.");
      }
    };
  }

  private Next silence() throws IOException {
    wire.staySilent();
    return Next.CLOSE;
  }

  private Next bye() throws IOException {
    say(ImapDialect.BYE);
    return Next.CLOSE;
  }

  private Next bye(String before) throws IOException {
    say(before, ImapDialect.BYE);
    return Next.CLOSE;
  }

  private Next reply(String... lines) throws IOException {
    say(lines);
    return Next.READ_ON;
  }

  private void say(String... lines) throws IOException {
    for (String line : lines) {
      server.note(number, "S", line);
    }
    wire.send(lines);
  }
}
