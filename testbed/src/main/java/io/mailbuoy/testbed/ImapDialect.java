package io.mailbuoy.testbed;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/// What Exchange's IMAP4 service says, word for word where a client can be expected to read it.
final class ImapDialect {
  static final String PRE_AUTH =
      "IMAP4 IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR UIDPLUS ID UNSELECT CHILDREN IDLE NAMESPACE"
          + " LITERAL+";
  static final String PLAIN_PRE_TLS =
      "IMAP4 IMAP4rev1 LOGINDISABLED STARTTLS SASL-IR UIDPLUS ID UNSELECT CHILDREN IDLE NAMESPACE"
          + " LITERAL+";
  static final String POST_AUTH =
      "IMAP4 IMAP4rev1 AUTH=PLAIN AUTH=XOAUTH2 SASL-IR UIDPLUS MOVE ID UNSELECT CLIENTACCESSRULES"
          + " CLIENTNETWORKPRESENCELOCATION BACKENDAUTHENTICATE CHILDREN IDLE NAMESPACE LITERAL+";
  static final String ID =
      "* ID (\"name\" \"Microsoft.Exchange.Imap4.Imap4Server\" \"version\" \"15.20\")";
  static final String BYE = "* BYE Connection closed. 14";
  static final String SIGN_OFF = "* BYE Microsoft Exchange Server IMAP4 server signing off.";
  static final String NOT_CONNECTED = "BAD User is authenticated but not connected.";
  static final String UNAVAILABLE = "NO Server Unavailable. 15";
  static final String UNKNOWN = "BAD Command Error. 12";
  static final String WRONG_STATE = "BAD Command received in Invalid state.";
  static final byte[] GARBAGE =
      "220 \0\1\2\3 this is no mailbox server\r\n\u00ff\u00fe\u00fd\r\n"
          .getBytes(StandardCharsets.ISO_8859_1);

  private ImapDialect() {}

  /// The greeting carries the front end's name in base64 of UTF-16LE.
  static String greeting(String frontEnd) {
    String name = Base64.getEncoder().encodeToString(frontEnd.getBytes(StandardCharsets.UTF_16LE));
    return "* OK The Microsoft Exchange IMAP4 service is ready. [" + name + "]";
  }

  static String throttled(int backoffMillis) {
    return "BAD Request is throttled. Suggested Backoff Time: " + backoffMillis + " milliseconds";
  }

  static String[] opened(String tag, String command, String access) {
    return new String[] {
      "* 3 EXISTS",
      "* 0 RECENT",
      "* FLAGS (\\Seen \\Answered \\Flagged \\Deleted \\Draft $MDNSent)",
      "* OK [PERMANENTFLAGS ()] Permanent flags",
      "* OK [UNSEEN 3] Is the first unseen message",
      "* OK [UIDVALIDITY 14] UIDVALIDITY value",
      "* OK [UIDNEXT 4] The next unique identifier value",
      tag + " OK [" + access + "] " + command + " completed."
    };
  }
}
