package io.mailbuoy.notifier.channel.email;

import io.mailbuoy.contracts.config.Secret;

/// How the relay is told who we are.
sealed interface Login {
  /// It asks for nothing.
  record None() implements Login {}

  record Password(String user, Secret password) implements Login {}

  /// XOAUTH2.
  record Token(String user, Tokens tokens) implements Login {}
}
