package io.mailbuoy.probe.token;

import io.mailbuoy.contracts.config.Secret;
import io.mailbuoy.probe.wire.Fault;

/// What asking for a token comes to.
public sealed interface TokenOutcome {
  /// @param origin whether it was asked for now
  record Granted(Secret token, Origin origin) implements TokenOutcome {}

  /// @param fault of kind `token-rejected`, `token-policy`, `token-unavailable`, `throttled` or
  ///   `unknown`
  record Refused(Fault fault) implements TokenOutcome {}

  /// Where a token comes from.
  enum Origin {
    CACHE,
    ISSUER
  }
}
