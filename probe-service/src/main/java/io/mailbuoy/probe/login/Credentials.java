package io.mailbuoy.probe.login;

import io.mailbuoy.contracts.config.Secret;
import io.mailbuoy.probe.token.Scope;
import io.mailbuoy.probe.token.Tokens;

/// With what a mailbox is opened.
public sealed interface Credentials {
  /// Nothing: only the connection is probed.
  record None() implements Credentials {}

  record Password(String user, Secret password) implements Credentials {}

  /// SASL XOAUTH2 with a token of the tenant's client.
  record Token(String user, Tokens tokens, Scope scope) implements Credentials {}
}
