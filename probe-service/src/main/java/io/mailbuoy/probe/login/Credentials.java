package io.mailbuoy.probe.login;

import io.mailbuoy.contracts.config.Secret;
import io.mailbuoy.probe.token.Scope;
import io.mailbuoy.probe.token.Tokens;

/// With what a mailbox is opened.
public sealed interface Credentials {
  /// Nothing: only the connection is probed.
  record None() implements Credentials {}

  /// @param way how the password is sent
  record Password(String user, Secret password, Way way) implements Credentials {
    public Password(String user, Secret password) {
      this(user, password, Way.BEST);
    }
  }

  /// A token of the tenant's client.
  ///
  /// @param mechanism how the token is sent
  record Token(String user, Tokens tokens, Scope scope, Mechanism mechanism)
      implements Credentials {
    public Token(String user, Tokens tokens, Scope scope) {
      this(user, tokens, scope, Mechanism.XOAUTH2);
    }
  }

  /// How a password is sent.
  enum Way {
    /// As suits the server best.
    BEST,
    /// SASL PLAIN.
    PLAIN,
    /// The protocol's own command, or SASL LOGIN where it has none.
    LOGIN
  }

  /// How a token is sent.
  enum Mechanism {
    /// Google's and Microsoft's.
    XOAUTH2,
    /// The standard's, RFC 7628.
    OAUTHBEARER
  }
}
