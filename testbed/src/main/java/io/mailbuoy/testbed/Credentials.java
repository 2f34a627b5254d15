package io.mailbuoy.testbed;

import io.mailbuoy.testbed.ExchangeImapServer.Mailbox;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// What a client shows to be let in.
sealed interface Credentials {
  Pattern XOAUTH2 = Pattern.compile("user=([^\1]*)\1auth=Bearer ([^\1]*)\1\1");

  String user();

  boolean open(Mailbox mailbox, TokenAuthority tokens);

  /// Asks the client to go on, and hands back its line.
  interface Challenge {
    String answer() throws IOException;
  }

  record Token(String user, String token) implements Credentials {
    @Override
    public boolean open(Mailbox mailbox, TokenAuthority tokens) {
      return tokens.valid(token, TokenAuthority.OUTLOOK);
    }
  }

  record Password(String user, String password) implements Credentials {
    @Override
    public boolean open(Mailbox mailbox, TokenAuthority tokens) {
      return password.equals(mailbox.password);
    }
  }

  record Unreadable() implements Credentials {
    @Override
    public String user() {
      return "";
    }

    @Override
    public boolean open(Mailbox mailbox, TokenAuthority tokens) {
      return false;
    }
  }

  static Credentials of(ImapCommand command, Challenge challenge) throws IOException {
    if (command.name().equals("LOGIN")) {
      return new Password(command.argument(0), command.argument(1));
    }
    String mechanism = command.argument(0).toUpperCase(Locale.ROOT);
    if (!mechanism.equals("XOAUTH2") && !mechanism.equals("PLAIN")) {
      return new Unreadable();
    }
    String response =
        command.arguments().size() > 1 ? command.argument(1) : challenge.answer().strip();
    return mechanism.equals("PLAIN") ? plain(response) : xoauth2(response);
  }

  /// RFC 4616: authorization identity, authentication identity and password between NULs.
  static Credentials plain(String base64) {
    String[] parts = decode(base64).split("\0", -1);
    return parts.length == 3 ? new Password(parts[1], parts[2]) : new Unreadable();
  }

  /// Google's and Microsoft's SASL XOAUTH2: `user=…^Aauth=Bearer …^A^A`.
  static Credentials xoauth2(String base64) {
    Matcher parts = XOAUTH2.matcher(decode(base64));
    return parts.matches() ? new Token(parts.group(1), parts.group(2)) : new Unreadable();
  }

  private static String decode(String base64) {
    try {
      return new String(Base64.getDecoder().decode(base64), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException _) {
      return "";
    }
  }
}
