package io.mailbuoy.probe.logs;

import io.mailbuoy.contracts.event.FailureKind;
import io.mailbuoy.contracts.event.Phase;
import io.mailbuoy.probe.imap.ServerAnswers;
import io.mailbuoy.probe.wire.Fault;
import java.util.Optional;

/// Asks what is known of IMAP servers' own words, which clients repeat with and without the `NO` in
/// front, and some in the quotation marks of their language.
final class Meaning {
  private final ServerAnswers answers;

  Meaning(ServerAnswers answers) {
    this.answers = answers;
  }

  /// What the words mean; empty where that is not known.
  Optional<Fault> of(Phase phase, String words) {
    String plain = words.replace("[b'", "").replace("']", "").strip();
    boolean whole = plain.startsWith("NO ") || plain.startsWith("BAD ") || plain.startsWith("BYE ");
    Fault fault = answers.meaning(phase, whole ? plain : "NO " + plain);
    return fault.kind() == FailureKind.UNKNOWN ? Optional.empty() : Optional.of(fault);
  }
}
