package io.mailbuoy.testbed;

/// What goes wrong at the IMAP server. A rate is the share of sessions, 0 to 1, that it strikes.
///
/// Faults that strike before the server knows whose mailbox is meant ([ByeAtGreeting],
/// [SilentGreeting], [Hang], [Reset], [Garbage], [BrokenTls]) do so at once when they are set for
/// all mailboxes, and at `AUTHENTICATE` when they are set for one.
public sealed interface ImapFault {

  /// Everything works. Set for one mailbox it exempts that mailbox from the fault of all.
  record None() implements ImapFault {}

  /// `NO AUTHENTICATE failed.`, which gives no reason.
  record Refuse(double rate) implements ImapFault {
    public Refuse {
      requireRate(rate);
    }
  }

  /// `OK AUTHENTICATE completed.`, and then `BAD User is authenticated but not connected.` to every
  /// command that needs the mailbox, and `* BYE Connection closed. 14`.
  record Unusable(double rate) implements ImapFault {
    public Unusable {
      requireRate(rate);
    }
  }

  /// `BAD Request is throttled. Suggested Backoff Time: N milliseconds`, then BYE; on the first
  /// mailbox command unless told otherwise.
  record Throttle(int backoffMillis, ImapStage at) implements ImapFault {
    public Throttle(int backoffMillis) {
      this(backoffMillis, ImapStage.EXAMINE);
    }

    public Throttle {
      requireCommand(at);
    }
  }

  /// `NO Server Unavailable. 15`; on the mailbox commands unless told otherwise.
  record Unavailable(double rate, ImapStage at) implements ImapFault {
    public Unavailable(double rate) {
      this(rate, ImapStage.EXAMINE);
    }

    public Unavailable {
      requireRate(rate);
      requireCommand(at);
    }
  }

  /// `* BYE Connection closed. 14` in place of a greeting.
  record ByeAtGreeting() implements ImapFault {}

  /// `* BYE Connection closed. 14` in place of an answer; to `AUTHENTICATE` unless told otherwise.
  record Bye(double rate, ImapStage at) implements ImapFault {
    public Bye(double rate) {
      this(rate, ImapStage.AUTHENTICATE);
    }

    public Bye {
      requireRate(rate);
      requireCommand(at);
    }
  }

  /// TLS comes up, and then no greeting.
  record SilentGreeting() implements ImapFault {}

  /// No answer to `AUTHENTICATE`, ever.
  record SilentAuthenticate(double rate) implements ImapFault {
    public SilentAuthenticate {
      requireRate(rate);
    }
  }

  /// The connection is accepted and nothing follows, not even TLS.
  record Hang() implements ImapFault {}

  /// A TCP reset.
  record Reset() implements ImapFault {}

  /// Bytes that are no IMAP.
  record Garbage() implements ImapFault {}

  /// Bytes that are no TLS in answer to the client's hello.
  record BrokenTls() implements ImapFault {}

  /// The mailbox can be entered and has no inbox.
  record NoInbox() implements ImapFault {}

  private static void requireRate(double rate) {
    if (!(rate >= 0 && rate <= 1)) {
      throw new IllegalArgumentException("a rate lies between 0 and 1: " + rate);
    }
  }

  private static void requireCommand(ImapStage at) {
    if (at != ImapStage.AUTHENTICATE && at != ImapStage.EXAMINE) {
      throw new IllegalArgumentException("only AUTHENTICATE and EXAMINE are answered so: " + at);
    }
  }
}
