package io.mailbuoy.testbed;

import java.util.Map;

/// What goes wrong at the SMTP server.
public sealed interface SmtpFault {

  /// Mail is taken.
  record None() implements SmtpFault {}

  /// No answer; from the greeting on unless told otherwise.
  record Hang(SmtpStage at) implements SmtpFault {
    public Hang() {
      this(SmtpStage.GREETING);
    }
  }

  /// A refusal, such as `new Reject(451, "4.7.0 Try again later")`; of `MAIL FROM` unless told
  /// otherwise.
  record Reject(int code, String text, SmtpStage at) implements SmtpFault {
    public Reject(int code, String text) {
      this(code, text, SmtpStage.MAIL);
    }
  }

  /// Refusals of some recipients, by their addresses; the others are taken. For example
  /// `Map.of("gone@example.org", "550 5.1.1 no such user")`.
  record RejectRecipients(Map<String, String> replies) implements SmtpFault {}

  /// A session takes so many messages. Then it ends with 421.
  record SessionLimit(int messages) implements SmtpFault {}

  /// The connection ends without an answer.
  record Drop(SmtpStage at) implements SmtpFault {}
}
