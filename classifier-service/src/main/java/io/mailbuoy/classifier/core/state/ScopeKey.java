package io.mailbuoy.classifier.core.state;

import io.mailbuoy.contracts.event.Open;
import io.mailbuoy.contracts.event.Protocol;

/// Targets that a common cause hits together: those of one service, spoken to in one protocol.
public record ScopeKey(String service, Open<Protocol> protocol) {
  public boolean speaks(Protocol other) {
    return protocol.is(other);
  }

  /// Whether mail is read over it.
  public boolean speaksMail() {
    return speaks(Protocol.IMAP) || speaks(Protocol.POP3);
  }
}
